using CimCil.Masking;

namespace CimCil.Configuration;

/// <summary>Everything is downsampled; there is no box (ablation row 3).</summary>
[ConfigSection("full-compression")]
public sealed partial record FullCompression : BoxMaskConfig
{
    /// <inheritdoc/>
    public override MaskPolicy CreatePolicy() => PolicyWith(PlacedBoxes.Empty);
}
