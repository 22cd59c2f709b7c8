using CimCil.Masking;

namespace CimCil.Configuration;

/// <summary>Exemplars are full images: the baseline (ablation row 1).</summary>
[ConfigSection("full-images")]
public sealed partial record FullImages : MaskConfig
{
    /// <inheritdoc/>
    public override MaskPolicy CreatePolicy() => MaskPolicy.Whole;
}
