using CimCil.Masking;
using CimCil.Networks;

namespace CimCil.Configuration;

/// <summary>A box from the plain class activation map; nothing is learnt for it (ablation row 6).</summary>
[ConfigSection("class-activation")]
public sealed partial record ClassActivationMask : HeatmapMaskConfig
{
    /// <inheritdoc/>
    public override MaskPolicy CreatePolicy() => PolicyWith(new HeatmapBoxes(ActivationPath.Relu, Threshold, HeatmapAlignment));
}
