namespace CimCil.Data;

/// <summary>A rectangle of whole pixels, half-open: rows [Top, Bottom), columns [Left, Right). The reference's y0, y1, x0, x1.</summary>
public readonly record struct Box(int Top, int Bottom, int Left, int Right)
{
    /// <summary>The box without pixels, (0, 0, 0, 0).</summary>
    public static Box Empty => default;

    /// <summary>The box that is the whole image.</summary>
    public static Box Whole(int height, int width) => new(0, height, 0, width);

    /// <summary>Rows.</summary>
    public int Height => Bottom - Top;

    /// <summary>Columns.</summary>
    public int Width => Right - Left;

    /// <summary>Pixels.</summary>
    public long Area => (long)Height * Width;

    /// <summary>The part of a height x width image that the box takes, |B| / (H W).</summary>
    public double ShareOf(int height, int width) => (double)Area / ((double)height * width);

    /// <summary>The pixels that both boxes hold; <see cref="Empty"/> when there are none.</summary>
    public Box Intersect(Box other)
    {
        var box = new Box(Math.Max(Top, other.Top), Math.Min(Bottom, other.Bottom), Math.Max(Left, other.Left), Math.Min(Right, other.Right));
        return box.Height > 0 && box.Width > 0 ? box : Empty;
    }
}
