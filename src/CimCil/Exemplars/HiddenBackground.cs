using CimCil.Data;

namespace CimCil.Exemplars;

/// <summary>
/// The pixels of a shrunk background that lie wholly under the box. Enlarging never shows them, so they are painted with what
/// is cheapest to encode; the decoded exemplar stays the same to the bit.
/// </summary>
internal static class HiddenBackground
{
    /// <summary>Paints the hidden pixels black: a constant rectangle costs a lossless codec next to nothing.</summary>
    /// <param name="background">The picture shrunk by <see cref="BoxCompression.Downsample"/>.</param>
    /// <param name="box">The box of the foreground.</param>
    /// <param name="height">Rows of the original.</param>
    /// <param name="width">Columns of the original.</param>
    public static void Paint(RgbImage background, Box box, int height, int width)
    {
        var rows = Hidden(background.Height, height, box.Top, box.Bottom);
        var columns = Hidden(background.Width, width, box.Left, box.Right);
        for (var row = rows.Start; row < rows.End; row++)
            background.Pixels.Slice(((row * background.Width) + columns.Start) * 3, (columns.End - columns.Start) * 3).Clear();
    }

    /// <summary>The shrunk lines that show only between <paramref name="from"/> and <paramref name="to"/> when enlarged.</summary>
    private static (int Start, int End) Hidden(int shrunk, int size, int from, int to)
    {
        var index = BoxCompression.NearestIndex(shrunk, size);
        // Indices never fall, so what the lines before and after the box show bounds the hidden ones.
        var start = from == 0 ? 0 : index[from - 1] + 1;
        var end = to == size ? shrunk : index[to];
        return (start, Math.Max(start, end));
    }
}
