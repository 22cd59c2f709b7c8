namespace CimCil.Configuration;

/// <summary>The exemplar memory.</summary>
[ConfigSection]
public sealed partial record MemoryConfig : ConfigSection
{
    /// <summary>What it may hold.</summary>
    public Budget Budget { get; init; } = Budget.Images(2000);

    /// <summary>What happens to a candidate that no longer fits into its class's share (decision 8).</summary>
    public Fill Fill { get; init; } = Fill.SkipAndContinue;

    /// <summary>How stored pixels are encoded.</summary>
    public ExemplarCodec Codec { get; init; } = ExemplarCodec.WebPLossless;

    /// <summary>A total of 2000 image equivalents, as for ImageNet-100.</summary>
    public static MemoryConfig Paper => new();

    [Rule("the memory must hold something")]
    private static ConfigProblem? HoldsSomething(MemoryConfig memory) => memory.Budget.Amount > 0
        ? null
        : ConfigProblem.At("budget", $"{memory.Budget}", $"Give a total above 0 such as 2000, or a share of each class such as 20/class.");
}

/// <summary>What happens to a herding candidate that no longer fits.</summary>
public enum Fill
{
    /// <summary>It is passed over and the next ones are tried.</summary>
    SkipAndContinue,

    /// <summary>The class is complete, as in the reference.</summary>
    StopAtFirst,
}

/// <summary>How the pixels of an exemplar are encoded in the store.</summary>
public enum ExemplarCodec
{
    /// <summary>PNG; lossless.</summary>
    Png,

    /// <summary>WebP in its lossless mode; smaller than PNG.</summary>
    WebPLossless,
}
