namespace CimCil.Data;

/// <summary>
/// Keeps the pixels of images that several steps need one after another (boxes, herding, the store, pictures), so that each is decoded
/// once. What does not fit into the bound is decoded again each time. Safe from several threads.
/// </summary>
/// <param name="bound">Bytes of pixels that are kept at most.</param>
internal sealed class KeptPixels(long bound)
{
    private long _free = bound;

    /// <summary>As much as a run keeps: an eighth of the memory that the process may use.</summary>
    public static KeptPixels OfRun() => new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8);

    /// <summary>The same samples, whose images remember their pixels for as long as the samples are held.</summary>
    public IReadOnlyList<Sample> Of(IReadOnlyList<Sample> samples) => [.. samples.Select(sample => sample with { Image = new Kept(sample.Image, this) })];

    private bool Takes(long count)
    {
        if (Interlocked.Add(ref _free, -count) >= 0)
            return true;
        Interlocked.Add(ref _free, count);
        return false;
    }

    private sealed class Kept(DatasetImage source, KeptPixels keeper) : DatasetImage
    {
        private RgbImage? _pixels;

        public override string Name => source.Name;

        public override int Class => source.Class;

        public override long? ByteCount => source.ByteCount;

        public override Box? TrueBox => source.TrueBox;

        public override void LoadInto(RgbImage image)
        {
            ArgumentNullException.ThrowIfNull(image);
            if (Volatile.Read(ref _pixels) is { } pixels)
            {
                image.CopyFrom(pixels);
                return;
            }
            source.Fill(image);
            if (!keeper.Takes(image.Pixels.Length))
                return;
            // Two threads may have loaded it at once; the first one's pixels stay.
            if (Interlocked.CompareExchange(ref _pixels, new RgbImage(image.Height, image.Width, image.Pixels), null) is not null)
                keeper.Takes(-image.Pixels.Length);
        }

        public override byte[] ReadOriginal() => source.ReadOriginal();

        public override void Inspect() => source.Inspect();

        internal override UInt128? ContentHash() => source.ContentHash();
    }
}
