using System.Globalization;
using CimCil.Data;
using CimCil.Tests;

namespace CimCil.Cli.Tests.Pages;

/// <summary>
/// Pictures of pages that are stored beside the tests, a quarter as wide and high, and compared tile by tile. The mean difference of a tile
/// may be up to <see cref="Tolerance"/> of 255. On one machine it is 0; another browser may place letters a fraction of a pixel elsewhere:
/// 0.3 pixels to the right and down changed the tiles of most pictures by 4 to 7. Another hue of the second curve, the least that somebody
/// would want to know of, changed a tile of three pictures by 8.5. Fonts of other widths move everything; then nothing is compared.
/// </summary>
internal static class StoredPicture
{
    public const double Tolerance = 8;

    private const int Shrinking = 2, ScreenShrinking = 4, Tile = 8;

    /// <summary>Whether the pictures are made anew instead.</summary>
    public static bool IsUpdated => Environment.GetEnvironmentVariable("CIMCIL_UPDATE_SCREENSHOTS") == "1";

    private static string Folder => Checkout.At("tests/CimCil.Cli.Tests/Pages/Stored");

    /// <summary>What is wrong with a picture; null for nothing.</summary>
    public static string? Compare(string name, byte[] png)
    {
        var (path, shown) = (Path.Combine(Folder, $"{name}.png"), Shrunk(ImageCodec.Decode(png, name)));
        if (IsUpdated)
        {
            Directory.CreateDirectory(Folder);
            File.WriteAllBytes(path, ImageCodec.EncodePng(shown));
            return null;
        }
        if (!File.Exists(path))
            return $"{name}: there is no {path}. Make it with CIMCIL_UPDATE_SCREENSHOTS=1 and look at it.";
        var stored = ImageCodec.Decode(File.ReadAllBytes(path), path);
        var problem = (stored.Height, stored.Width) == (shown.Height, shown.Width)
            ? Worst(stored, shown) is var (difference, row, column) && difference > Tolerance
                ? string.Create(CultureInfo.InvariantCulture, $"{name}: the tile at {column * ScreenShrinking}, {row * ScreenShrinking} of the page differs by {difference:0.0} of 255")
                : null
            : $"{name}: the page is {shown.Width * ScreenShrinking} x {shown.Height * ScreenShrinking} pixels and was {stored.Width * ScreenShrinking} x {stored.Height * ScreenShrinking}";
        if (problem is null)
            return null;
        var actual = Path.Combine(Path.GetTempPath(), $"cimcil-{name}.png");
        File.WriteAllBytes(actual, png);
        return $"{problem}. What it looks like now is {actual}; if it should, renew the pictures with CIMCIL_UPDATE_SCREENSHOTS=1.";
    }

    /// <summary>The tile that differs most, by the mean difference of its bytes.</summary>
    public static (double Difference, int Row, int Column) Worst(RgbImage stored, RgbImage shown)
    {
        var worst = (Difference: 0.0, Row: 0, Column: 0);
        for (var row = 0; row < stored.Height; row += Tile)
        {
            for (var column = 0; column < stored.Width; column += Tile)
            {
                var (sum, count) = (0, 0);
                for (var y = row; y < Math.Min(row + Tile, stored.Height); y++)
                {
                    for (var i = ((y * stored.Width) + column) * 3; i < ((y * stored.Width) + Math.Min(column + Tile, stored.Width)) * 3; i++, count++)
                        sum += Math.Abs(stored.Pixels[i] - shown.Pixels[i]);
                }
                if ((double)sum / count > worst.Difference)
                    worst = ((double)sum / count, row, column);
            }
        }
        return worst;
    }

    private static RgbImage Shrunk(RgbImage image)
    {
        var small = new RgbImage();
        new Resampling().Resize(image, image.Height / Shrinking, image.Width / Shrinking, small);
        return small;
    }
}
