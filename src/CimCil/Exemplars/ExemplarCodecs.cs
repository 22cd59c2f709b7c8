using CimCil.Configuration;

namespace CimCil.Exemplars;

/// <summary>How the two halves of an exemplar are encoded.</summary>
/// <param name="Foreground">The box's pixels, or the whole image of an exemplar without a box.</param>
/// <param name="Background">The downsampled image.</param>
internal sealed record ExemplarCodecs(PixelCodec Foreground, PixelCodec Background)
{
    /// <summary>Both halves as lossless WebP.</summary>
    public static ExemplarCodecs Lossless { get; } = new(PixelCodec.WebPLossless, PixelCodec.WebPLossless);

    /// <summary>The codecs of an experiment.</summary>
    public static ExemplarCodecs Of(MemoryConfig memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return new ExemplarCodecs(memory.ForegroundCodec, memory.BackgroundCodec);
    }
}
