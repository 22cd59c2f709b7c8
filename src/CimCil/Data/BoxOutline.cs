namespace CimCil.Data;

/// <summary>
/// The frame around the box of an image, drawn into its pixels: white between black lines, which shows on every image and on every colour
/// of heat. Pages draw the same over an image without touching it.
/// </summary>
internal static class BoxOutline
{
    private const int LineWidth = 3;

    /// <summary>Draws the frame inside the box; the white line is left out where there is no room for it.</summary>
    public static void Draw(RgbImage image, Box box)
    {
        ArgumentNullException.ThrowIfNull(image);
        box = box.Intersect(Box.Whole(image.Height, image.Width));
        for (var y = box.Top; y < box.Bottom; y++)
        {
            for (var x = box.Left; x < box.Right; x++)
            {
                var fromEdge = Math.Min(Math.Min(y - box.Top, box.Bottom - 1 - y), Math.Min(x - box.Left, box.Right - 1 - x));
                if (fromEdge < LineWidth)
                    image.Pixels.Slice(((y * image.Width) + x) * 3, 3).Fill(fromEdge == 1 ? byte.MaxValue : byte.MinValue);
            }
        }
    }
}
