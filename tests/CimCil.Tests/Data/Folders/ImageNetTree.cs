using CimCil.Data;

namespace CimCil.Tests.Data.Folders;

/// <summary>ImageNet's real class names, and folders of them with tiny images.</summary>
internal static class ImageNetTree
{
    /// <summary>All 1000, sorted.</summary>
    public static IReadOnlyList<string> Classes { get; } = Read();

    /// <summary>Tian et al.'s hundred, as places in the sorted list.</summary>
    public static IReadOnlyList<int> CmcPlaces { get; } =
    [
        15, 45, 54, 57, 64, 74, 90, 99, 119, 120, 122, 131, 137, 151, 155, 157, 158, 166, 167, 169, 176, 180, 209, 211, 222, 228, 234, 236, 242, 246,
        267, 268, 272, 275, 277, 281, 299, 305, 313, 317, 331, 342, 368, 374, 407, 421, 431, 449, 452, 455, 479, 494, 498, 503, 508, 544, 560, 570, 592, 593,
        599, 606, 608, 619, 620, 653, 659, 662, 665, 667, 674, 682, 703, 708, 717, 724, 748, 758, 765, 766, 772, 775, 796, 798, 830, 854, 857, 858, 872, 876,
        882, 904, 908, 936, 938, 953, 959, 960, 993, 994,
    ];

    /// <summary>Writes <c>train</c> and <c>val</c> with an image of each class, all different.</summary>
    public static void Write(string root, IEnumerable<string> classes)
    {
        var pixels = new byte[8 * 8 * 3];
        foreach (var part in new[] { "train", "val" })
        {
            foreach (var name in classes)
            {
                var folder = Directory.CreateDirectory(Path.Combine(root, part, name)).FullName;
                (pixels[0], pixels[1]) = pixels[0] == byte.MaxValue ? ((byte)0, (byte)(pixels[1] + 1)) : ((byte)(pixels[0] + 1), pixels[1]);
                File.WriteAllBytes(Path.Combine(folder, "1.png"), ImageCodec.EncodePng(new RgbImage(8, 8, [.. pixels])));
            }
        }
    }

    private static string[] Read()
    {
        using var stream = typeof(ImageNetTree).Assembly.GetManifestResourceStream("imagenet-classes.txt")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];
    }
}
