using CimCil.Data;
using CimCil.Masking;

namespace CimCil.Configuration;

/// <summary>As <see cref="CimMask"/>, and the inside of the box is downsampled too, mildly (ablation row 11). The paper names no strength.</summary>
[ConfigSection("foreground-compressed")]
public sealed partial record ForegroundCompressedMask : BilevelMaskConfig
{
    /// <summary>The area ratio inside the box; our default takes a fifth off each side.</summary>
    [Between(1, 1024)]
    public double ForegroundRatio { get; init; } = 1.5625;

    /// <inheritdoc/>
    public override MaskPolicy CreatePolicy() => base.CreatePolicy() with { Ratios = new CompressionRatios(CompressionRatio, ForegroundRatio) };

    [Rule("the inside of the box is compressed no more than the outside")]
    private static ConfigProblem? InsideIsMilder(ForegroundCompressedMask mask) => mask.ForegroundRatio <= mask.CompressionRatio
        ? null
        : ConfigProblem.At("foregroundRatio", $"{mask.ForegroundRatio}", $"Use at most {mask.CompressionRatio}, or raise compressionRatio.");
}
