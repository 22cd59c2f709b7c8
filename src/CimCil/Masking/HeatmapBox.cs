using CimCil.Data;

namespace CimCil.Masking;

/// <summary>
/// From a heatmap to a 0-1 mask to the tightest box around all masked pixels (algorithm, section 5). The small heatmap is enlarged by
/// libtorch's arithmetic in float32 (bilinear, half-pixel centres), but only where it can matter, and without tensors: a mask model
/// may work where there is no libtorch.
/// </summary>
internal static class HeatmapBox
{
    /// <summary>The tightest box around all pixels whose enlarged heatmap is above the threshold.</summary>
    /// <param name="heatmap">Normalised, [h, w], row by row; all 0 where it is flat, whose box is the whole image (decision 9).</param>
    /// <param name="mapHeight">h.</param>
    /// <param name="mapWidth">w.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <param name="threshold">tau: a pixel is masked when it is strictly above this as a float32; NaN is not.</param>
    /// <returns>The box; empty when no pixel is masked, the whole image for a flat heatmap, which is no evidence for any place.</returns>
    /// <exception cref="ArgumentException">The heatmap has not h x w values.</exception>
    public static Box Find(ReadOnlySpan<float> heatmap, int mapHeight, int mapWidth, int height, int width, double threshold)
    {
        if (heatmap.Length != mapHeight * mapWidth)
            throw new ArgumentException($"The heatmap has {heatmap.Length} values; {mapHeight} x {mapWidth} need {mapHeight * mapWidth}.", nameof(heatmap));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (IsFlat(heatmap))
            return Box.Whole(height, width);
        var mask = new Mask(heatmap, new Taps(mapHeight, height), new Taps(mapWidth, width), (float)threshold);
        var top = mask.FirstRow(0, height, 1);
        if (top < 0)
            return Box.Empty;
        var bottom = mask.FirstRow(height - 1, -1, -1);
        return new Box(top, bottom + 1, mask.FirstColumn(0, width, 1, top, bottom), mask.FirstColumn(width - 1, -1, -1, top, bottom) + 1);
    }

    /// <summary>Whether a normalised heatmap is flat: a clear one has a value of 1.</summary>
    public static bool IsFlat(ReadOnlySpan<float> heatmap) => heatmap.IndexOfAnyExcept(0f) < 0;

    /// <summary>For each position of a side the two map cells between which it lies, and the weight of the second.</summary>
    private readonly struct Taps
    {
        private readonly int[] _first;
        private readonly float[] _weight;

        public Taps(int mapSide, int side)
        {
            (MapSide, _first, _weight) = (mapSide, new int[side], new float[side]);
            var scale = (float)mapSide / side;
            for (var i = 0; i < side; i++)
            {
                var position = MathF.Max((scale * (i + 0.5f)) - 0.5f, 0);
                _first[i] = Math.Min((int)position, mapSide - 1);
                _weight[i] = Math.Clamp(position - _first[i], 0, 1);
            }
        }

        public int MapSide { get; }

        public int Length => _first.Length;

        public (int First, int Second, float Weight) At(int i) => (_first[i], Math.Min(_first[i] + 1, MapSide - 1), _weight[i]);
    }

    private readonly ref struct Mask(ReadOnlySpan<float> heatmap, Taps rows, Taps columns, float threshold)
    {
        private readonly ReadOnlySpan<float> _heatmap = heatmap;

        /// <summary>The first row from <paramref name="start"/> that holds a masked pixel; -1 when none does.</summary>
        public int FirstRow(int start, int end, int step)
        {
            for (var y = start; y != end; y += step)
            {
                if (RowHolds(y))
                    return y;
            }
            return -1;
        }

        /// <summary>The first column from <paramref name="start"/> that holds a masked pixel between two rows; -1 when none does.</summary>
        public int FirstColumn(int start, int end, int step, int top, int bottom)
        {
            for (var x = start; x != end; x += step)
            {
                if (ColumnHolds(x, top, bottom))
                    return x;
            }
            return -1;
        }

        private bool RowHolds(int y)
        {
            var (first, second, _) = rows.At(y);
            if (!MayHold(first, second, 0, columns.MapSide - 1))
                return false;
            for (var x = 0; x < columns.Length; x++)
            {
                if (Value(y, x) > threshold)
                    return true;
            }
            return false;
        }

        private bool ColumnHolds(int x, int top, int bottom)
        {
            var (left, right, _) = columns.At(x);
            var cells = (First: -1, MayHold: false);
            for (var y = top; y <= bottom; y++)
            {
                var (first, second, _) = rows.At(y);
                if (first != cells.First)
                    cells = (first, MayHold(first, second, left, right));
                if (cells.MayHold && Value(y, x) > threshold)
                    return true;
            }
            return false;
        }

        /// <summary>Whether any of the cells is above the threshold; a mean of cells that are not is none either, up to its rounding.</summary>
        private bool MayHold(int firstRow, int secondRow, int left, int right)
        {
            const float Rounding = 1e-5f;
            for (var column = left; column <= right; column++)
            {
                if (!(Cell(firstRow, column) <= threshold - Rounding) || !(Cell(secondRow, column) <= threshold - Rounding))
                    return true;
            }
            return false;
        }

        /// <summary>The enlarged heatmap: along the row first, as libtorch does.</summary>
        private float Value(int y, int x)
        {
            var (upper, lower, down) = rows.At(y);
            var (left, right, across) = columns.At(x);
            var above = ((1 - across) * Cell(upper, left)) + (across * Cell(upper, right));
            var below = ((1 - across) * Cell(lower, left)) + (across * Cell(lower, right));
            return ((1 - down) * above) + (down * below);
        }

        private float Cell(int row, int column) => _heatmap[(row * columns.MapSide) + column];
    }
}
