using System.Collections.Concurrent;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Exemplars;

/// <summary>
/// An image of the dataset as the exemplar store would replay it: compressed outside its box whenever it is loaded. Herding
/// looks at these, because the features that count are those of the pixels that will be stored (algorithm, section 8).
/// </summary>
internal sealed class CompressedImage : DatasetImage
{
    private const long Unmeasured = -1;

    // Scratch for originals; as many as there are threads loading at once.
    private static readonly ConcurrentBag<RgbImage> Originals = [];

    private static readonly ConcurrentBag<HalvesScratch> Scratches = [];

    private readonly int _height;
    private readonly int _width;
    private long _byteCount = Unmeasured;

    /// <summary>An image that keeps its pixels in a box and is shrunk outside it.</summary>
    /// <param name="source">The image.</param>
    /// <param name="box">The box, within the image; an empty one keeps the shrunk background alone.</param>
    /// <param name="height">Rows of the image that the box was computed on.</param>
    /// <param name="width">Columns of that image.</param>
    /// <param name="ratios">How much the background and the box are downsampled.</param>
    /// <param name="codecs">How it will be encoded; lossless unless given.</param>
    /// <exception cref="ArgumentException">The box leaves the image, a size or a ratio is out of range, or a codec keeps the original file.</exception>
    public CompressedImage(DatasetImage source, Box box, int height, int width, CompressionRatios ratios, ExemplarCodecs? codecs = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        Codecs = codecs ?? ExemplarCodecs.Lossless;
        if (Codecs.Foreground == PixelCodec.Original || Codecs.Background == PixelCodec.Original)
            throw new ArgumentException("An original file holds the whole image; an image with a box is encoded anew.", nameof(codecs));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (box != Data.Box.Empty && box.Intersect(Data.Box.Whole(height, width)) != box)
            throw new ArgumentException($"{box} is no box of {source.Name}, an image of {height} x {width} pixels.", nameof(box));
        Source = source;
        Box = box;
        Ratios = ratios;
        Cost = BoxCompression.Cost(box, height, width, ratios);
        (_height, _width) = (height, width);
    }

    private CompressedImage(DatasetImage source, ExemplarCodecs codecs)
    {
        Source = source;
        Codecs = codecs;
        Ratios = CompressionRatios.None;
        Cost = 1;
    }

    /// <summary>The image it is made from.</summary>
    public DatasetImage Source { get; }

    /// <summary>The box; null for an image that is kept whole.</summary>
    public Box? Box { get; }

    /// <summary>How much its parts are downsampled; not at all for an image that is kept whole.</summary>
    public CompressionRatios Ratios { get; }

    /// <summary>The cost in image equivalents, in (0, 1].</summary>
    public double Cost { get; }

    /// <summary>How it is encoded in the store.</summary>
    public ExemplarCodecs Codecs { get; }

    /// <summary>Bytes of its encoded pixels. The first call may have to load and encode it; calls are safe from several threads.</summary>
    /// <exception cref="DataException">It cannot be loaded or encoded.</exception>
    public long MeasureByteCount()
    {
        if (Interlocked.Read(ref _byteCount) is not Unmeasured and var known)
            return known;
        var original = TakeOriginal();
        var count = Encode(original).Halves.ByteCount;
        Originals.Add(original);
        return count;
    }

    /// <inheritdoc/>
    public override string Name => Source.Name;

    /// <inheritdoc/>
    public override int Class => Source.Class;

    /// <inheritdoc/>
    public override Box? TrueBox => Source.TrueBox;

    /// <summary>An image that is kept whole, at the cost of 1; what a memory without compression holds.</summary>
    /// <param name="source">The image.</param>
    /// <param name="codecs">How it will be encoded, as its foreground; lossless unless given.</param>
    public static CompressedImage Whole(DatasetImage source, ExemplarCodecs? codecs = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new CompressedImage(source, codecs ?? ExemplarCodecs.Lossless);
    }

    /// <inheritdoc/>
    /// <remarks>With a lossy codec the image is encoded and decoded, so that it is the one that the store will replay.</remarks>
    public override void LoadInto(RgbImage image)
    {
        var isLossless = Codecs.Foreground.IsLossless && (Box is null || Codecs.Background.IsLossless);
        if (Box is null && isLossless)
        {
            Source.Fill(image);
            return;
        }
        var original = TakeOriginal();
        if (isLossless)
        {
            LoadOriginalInto(original);
            BoxCompression.Compress(original, Box!.Value, Ratios, image);
        }
        else
        {
            var (halves, box) = Encode(original);
            if (!Scratches.TryTake(out var scratch))
                scratch = new HalvesScratch();
            EncodedHalves.Decode(halves.Foreground, halves.Background, Name, box, (original.Height, original.Width), Ratios.Foreground, scratch, image);
            Scratches.Add(scratch);
        }
        Originals.Add(original);
    }

    /// <summary>Loads the image, encodes its halves and remembers how many bytes they have.</summary>
    /// <param name="original">Is filled with the image before its compression.</param>
    /// <returns>The halves and the box, which is the whole image for an image without one.</returns>
    /// <exception cref="DataException">It cannot be loaded or encoded, or has another size than when its box was computed.</exception>
    internal (EncodedHalves Halves, Box Box) Encode(RgbImage original)
    {
        LoadOriginalInto(original);
        var box = Box ?? Data.Box.Whole(original.Height, original.Width);
        var halves = EncodedHalves.Encode(original, Source, box, Ratios, Codecs);
        Interlocked.Exchange(ref _byteCount, halves.ByteCount);
        return (halves, box);
    }

    /// <summary>Loads the image without compressing it, and checks that the box belongs to it.</summary>
    private void LoadOriginalInto(RgbImage image)
    {
        Source.Fill(image);
        if (Box is not null && (image.Height, image.Width) != (_height, _width))
            throw new DataException($"{Name} has {image.Height} x {image.Width} pixels but had {_height} x {_width} when its box was computed: images must not change during a run. Put the original file back and run again.");
    }

    private static RgbImage TakeOriginal() => Originals.TryTake(out var original) ? original : new RgbImage();
}
