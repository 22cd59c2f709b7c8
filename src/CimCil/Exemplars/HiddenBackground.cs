using CimCil.Data;

namespace CimCil.Exemplars;

/// <summary>
/// The pixels of a shrunk background that lie wholly under the box. Enlarging never shows them, so they are painted with what
/// is cheapest to encode.
/// </summary>
internal static class HiddenBackground
{
    /// <summary>Side of the blocks that JPEG transforms, and a multiple of WebP's.</summary>
    private const int BlockSide = 8;

    /// <summary>Paints the hidden pixels.</summary>
    /// <param name="background">The image shrunk by <see cref="BoxCompression.Downsample"/>.</param>
    /// <param name="box">The box of the foreground.</param>
    /// <param name="height">Rows of the original.</param>
    /// <param name="width">Columns of the original.</param>
    /// <param name="paint">With what.</param>
    public static void Paint(RgbImage background, Box box, int height, int width, HiddenPaint paint)
    {
        var rows = Hidden(background.Height, height, box.Top, box.Bottom);
        var columns = Hidden(background.Width, width, box.Left, box.Right);
        if (paint == HiddenPaint.Blocks)
        {
            PaintBlocks(background, new Box(rows.Start, rows.End, columns.Start, columns.End));
            return;
        }
        for (var row = rows.Start; row < rows.End; row++)
            background.Pixels.Slice(((row * background.Width) + columns.Start) * 3, (columns.End - columns.Start) * 3).Clear();
    }

    /// <summary>
    /// Each block that a codec transforms gets one colour for its hidden pixels: the mean of its visible ones, so that no edge
    /// appears in it; a block without visible pixels gets the colour of the one before it, which then costs a few bits.
    /// </summary>
    private static void PaintBlocks(RgbImage background, Box hidden)
    {
        Span<byte> colour = stackalloc byte[3];
        for (var top = hidden.Top / BlockSide * BlockSide; top < hidden.Bottom; top += BlockSide)
        {
            for (var left = hidden.Left / BlockSide * BlockSide; left < hidden.Right; left += BlockSide)
            {
                var block = new Box(top, Math.Min(top + BlockSide, background.Height), left, Math.Min(left + BlockSide, background.Width));
                TakeMeanOfVisible(background, block, hidden, colour);
                var inside = block.Intersect(hidden);
                for (var y = inside.Top; y < inside.Bottom; y++)
                {
                    for (var x = inside.Left; x < inside.Right; x++)
                        colour.CopyTo(background.Pixels[(((y * background.Width) + x) * 3)..]);
                }
            }
        }
    }

    /// <summary>Leaves the colour as it is where nothing of the block is visible.</summary>
    private static void TakeMeanOfVisible(RgbImage background, Box block, Box hidden, Span<byte> colour)
    {
        var visible = block.Area - block.Intersect(hidden).Area;
        if (visible == 0)
            return;
        Span<long> sums = stackalloc long[3];
        sums.Clear();
        for (var y = block.Top; y < block.Bottom; y++)
        {
            for (var x = block.Left; x < block.Right; x++)
            {
                if (y >= hidden.Top && y < hidden.Bottom && x >= hidden.Left && x < hidden.Right)
                    continue;
                var pixel = background.Pixels.Slice(((y * background.Width) + x) * 3, 3);
                for (var channel = 0; channel < 3; channel++)
                    sums[channel] += pixel[channel];
            }
        }
        for (var channel = 0; channel < 3; channel++)
            colour[channel] = (byte)((sums[channel] + (visible / 2)) / visible);
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

/// <summary>What the hidden pixels of a background are painted with.</summary>
internal enum HiddenPaint
{
    /// <summary>Black: a constant rectangle costs a lossless codec next to nothing.</summary>
    Black,

    /// <summary>A colour for each block, like its visible pixels: edges cost a lossy codec bytes and smear into what is visible.</summary>
    Blocks,
}
