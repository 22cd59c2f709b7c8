namespace CimCil.Configuration;

/// <summary>The exemplar memory.</summary>
[ConfigSection]
public sealed partial record MemoryConfig : ConfigSection
{
    /// <summary>What it may hold.</summary>
    public Budget Budget { get; init; } = Budget.Images(2000);

    /// <summary>How the classes share it.</summary>
    public ShareRule Shares { get; init; } = new EqualShares();

    /// <summary>What happens to a candidate that no longer fits into its class's share (decision 8).</summary>
    public Fill Fill { get; init; } = Fill.SkipAndContinue;

    /// <summary>How the box's pixels are encoded, or the whole image where exemplars are full images.</summary>
    public PixelCodec ForegroundCodec { get; init; } = PixelCodec.WebPLossless;

    /// <summary>How the downsampled background is encoded.</summary>
    public PixelCodec BackgroundCodec { get; init; } = PixelCodec.WebPLossless;

    /// <summary>A total of 2000 image equivalents, as for ImageNet-100.</summary>
    public static MemoryConfig Paper => new();

    [Rule("the memory must hold something")]
    private static ConfigProblem? HoldsSomething(MemoryConfig memory) => memory.Budget.Amount > 0
        ? null
        : ConfigProblem.At("budget", $"{memory.Budget}", $"Give a total above 0 such as 2000, a share of each class such as 20/class, or a file size such as 64 MiB.");

    [Rule("a background is an image made by downsampling, so it has no original file")]
    private static ConfigProblem? BackgroundIsEncoded(MemoryConfig memory) => memory.BackgroundCodec.Format != PixelFormat.Original
        ? null
        : ConfigProblem.At("backgroundCodec", $"{memory.BackgroundCodec}", $"Use webp-lossless, png, jpeg:75 or webp:75.");
}

/// <summary>What happens to a herding candidate that no longer fits.</summary>
public enum Fill
{
    /// <summary>It is passed over and the next ones are tried.</summary>
    SkipAndContinue,

    /// <summary>The class is complete, as in the reference.</summary>
    StopAtFirst,

    /// <summary>
    /// As <see cref="SkipAndContinue"/>; then exemplars are exchanged for cheaper or better candidates as long as that brings the
    /// class's mean closer to the true one within the same share.
    /// </summary>
    Knapsack,
}
