namespace CimCil.Masking;

/// <summary>A heatmap on the host, for people to look at.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Values">In [0, 1], row by row.</param>
internal sealed record HeatmapImage(int Height, int Width, IReadOnlyList<float> Values)
{
    /// <summary>The value at a place of an enlargement, bilinear with half-pixel centres.</summary>
    /// <param name="y">From 0 to 1 over the rows.</param>
    /// <param name="x">From 0 to 1 over the columns.</param>
    public double At(double y, double x)
    {
        var (top, down) = Split(y, Height);
        var (left, right) = Split(x, Width);
        var (bottom, end) = (Math.Min(top + 1, Height - 1), Math.Min(left + 1, Width - 1));
        var above = (Values[(top * Width) + left] * (1 - right)) + (Values[(top * Width) + end] * right);
        var below = (Values[(bottom * Width) + left] * (1 - right)) + (Values[(bottom * Width) + end] * right);
        return (above * (1 - down)) + (below * down);
    }

    private static (int Index, double Share) Split(double place, int count)
    {
        var at = Math.Clamp((place * count) - 0.5, 0, count - 1);
        return ((int)at, at - (int)at);
    }
}
