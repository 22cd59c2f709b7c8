namespace CimCil.Data.Shapes;

/// <summary>
/// An image of Shapes, drawn when it is first asked for and then kept (three bytes a pixel: 12 KB at a side of 64), so that
/// further epochs cost a copy. Safe from several threads: two that draw the same image at once draw the same bytes.
/// </summary>
internal sealed class ShapesImage : DatasetImage
{
    private readonly ShapesPainter _painter;
    private readonly string _part;
    private readonly int _index;
    private readonly ImageCache _cache;
    private ShapesDrawing? _drawing;

    internal ShapesImage(ShapesPainter painter, string part, int shapesClass, int index, ImageCache cache)
    {
        _painter = painter;
        _part = part;
        _index = index;
        _cache = cache;
        Class = shapesClass;
    }

    /// <summary>The image's place in the dataset, such as <c>shapes/train/disk-stripes/17</c>.</summary>
    public override string Name => $"shapes/{_part}/{ShapesClass.All[Class].Name}/{_index}";

    /// <inheritdoc/>
    public override int Class { get; }

    /// <summary>The tight box of the object's pixels; asking for it draws the image.</summary>
    public override Box? TrueBox => Drawing().TrueBox;

    /// <inheritdoc/>
    public override void LoadInto(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var drawing = Drawing();
        image.Reshape(_painter.Side, _painter.Side);
        drawing.Pixels.CopyTo(image.Pixels);
    }

    private ShapesDrawing Drawing()
    {
        if (Volatile.Read(ref _drawing) is { } kept)
            return kept;
        var drawing = _painter.Draw(_part, Class, _index);
        if (_cache == ImageCache.Keep)
            Volatile.Write(ref _drawing, drawing);
        return drawing;
    }
}

/// <summary>What becomes of an image once it is drawn.</summary>
internal enum ImageCache
{
    /// <summary>It is kept in memory.</summary>
    Keep,

    /// <summary>It is drawn again the next time.</summary>
    DrawAgain,
}
