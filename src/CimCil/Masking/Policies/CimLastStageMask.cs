using CimCil.Networks;

namespace CimCil.Configuration;

/// <summary>As <see cref="CimMask"/>, with rational activations in the last stage of the backbone alone and ReLU before it (ablation row 10; our reading).</summary>
[ConfigSection("cim-last-stage")]
public sealed partial record CimLastStageMask : BilevelMaskConfig
{
    internal override ActivationPath Path => ActivationPath.RationalInLastStage;
}
