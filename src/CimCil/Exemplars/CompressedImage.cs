using System.Collections.Concurrent;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Exemplars;

/// <summary>
/// An image of the dataset as the exemplar store would replay it: compressed outside its box whenever it is loaded. Herding
/// looks at these, because the features that count are those of the pixels that will be stored (algorithm, section 8).
/// </summary>
public sealed class CompressedImage : DatasetImage
{
    // Scratch for originals; as many as there are threads loading at once.
    private static readonly ConcurrentBag<RgbImage> Originals = [];

    private readonly int _height;
    private readonly int _width;

    /// <summary>An image that keeps its pixels in a box and is shrunk outside it.</summary>
    /// <param name="source">The image.</param>
    /// <param name="box">The box, within the picture; an empty one keeps the shrunk background alone.</param>
    /// <param name="height">Rows of the picture that the box was computed on.</param>
    /// <param name="width">Columns of that picture.</param>
    /// <param name="ratio">Area ratio eta of the background, at least 1.</param>
    /// <exception cref="ArgumentException">The box leaves the picture, or a size or the ratio is out of range.</exception>
    public CompressedImage(DatasetImage source, Box box, int height, int width, double ratio)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (box != Data.Box.Empty && box.Intersect(Data.Box.Whole(height, width)) != box)
            throw new ArgumentException($"{box} is no box of {source.Name}, a picture of {height} x {width} pixels.", nameof(box));
        Source = source;
        Box = box;
        Ratio = ratio;
        Cost = BoxCompression.Cost(box, height, width, ratio);
        (_height, _width) = (height, width);
    }

    private CompressedImage(DatasetImage source)
    {
        Source = source;
        Ratio = 1;
        Cost = 1;
    }

    /// <summary>The image it is made from.</summary>
    public DatasetImage Source { get; }

    /// <summary>The box; null for an image that is kept whole.</summary>
    public Box? Box { get; }

    /// <summary>Area ratio eta of the background; 1 for an image that is kept whole.</summary>
    public double Ratio { get; }

    /// <summary>The cost in image equivalents, in (0, 1].</summary>
    public double Cost { get; }

    /// <inheritdoc/>
    public override string Name => Source.Name;

    /// <inheritdoc/>
    public override int Class => Source.Class;

    /// <inheritdoc/>
    public override Box? TrueBox => Source.TrueBox;

    /// <summary>An image that is kept whole, at the cost of 1; what a memory without compression holds.</summary>
    public static CompressedImage Whole(DatasetImage source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new CompressedImage(source);
    }

    /// <inheritdoc/>
    public override void LoadInto(RgbImage picture)
    {
        if (Box is not { } box)
        {
            Source.LoadInto(picture);
            return;
        }
        if (!Originals.TryTake(out var original))
            original = new RgbImage();
        LoadOriginalInto(original);
        BoxCompression.Compress(original, box, Ratio, picture);
        Originals.Add(original);
    }

    /// <summary>Loads the picture without compressing it, and checks that the box belongs to it.</summary>
    /// <exception cref="DataException">It cannot be decoded, or has another size than when its box was computed.</exception>
    internal void LoadOriginalInto(RgbImage picture)
    {
        Source.LoadInto(picture);
        if (Box is not null && (picture.Height, picture.Width) != (_height, _width))
            throw new DataException($"{Name} has {picture.Height} x {picture.Width} pixels but had {_height} x {_width} when its box was computed: images must not change during a run. Put the original file back and run again.");
    }
}
