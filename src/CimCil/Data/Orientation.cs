namespace CimCil.Data;

/// <summary>The eight ways in which a file may ask viewers to turn or mirror its image, by EXIF's numbers.</summary>
internal static class Orientation
{
    /// <summary>As it is stored.</summary>
    public const int Upright = 1;

    /// <summary>Turns an image as a number says; other numbers than 2 to 8 leave it as it is.</summary>
    public static void Apply(int number, RgbImage image)
    {
        if (number is <= Upright or > 8)
            return;
        var stored = new RgbImage(image.Height, image.Width, image.Pixels);
        var (height, width) = (stored.Height, stored.Width);
        // From 5 on rows become columns.
        if (number >= 5)
            image.Reshape(width, height);
        var from = stored.Pixels;
        var to = image.Pixels;
        for (int y = 0, at = 0; y < image.Height; y++)
        {
            for (var x = 0; x < image.Width; x++, at += 3)
            {
                var (row, column) = number switch
                {
                    2 => (y, width - 1 - x),
                    3 => (height - 1 - y, width - 1 - x),
                    4 => (height - 1 - y, x),
                    5 => (x, y),
                    6 => (height - 1 - x, y),
                    7 => (height - 1 - x, width - 1 - y),
                    _ => (x, width - 1 - y),
                };
                from.Slice(((row * width) + column) * 3, 3).CopyTo(to[at..]);
            }
        }
    }
}
