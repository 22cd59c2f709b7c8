namespace CimCil.Data;

/// <summary>Which files are images, by their ending. What is in them is found from their content.</summary>
internal static class ImageFormats
{
    private static readonly string[] Endings =
        [".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".tga", ".ppm", ".pgm", ".pbm", ".pnm"];

    /// <summary>All endings, for messages.</summary>
    public static string EndingList { get; } = string.Join(", ", Endings);

    /// <summary>Whether a file is an image.</summary>
    public static bool IsImage(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);
}
