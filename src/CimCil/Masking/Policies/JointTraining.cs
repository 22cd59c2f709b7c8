using CimCil.Masking;

namespace CimCil.Configuration;

/// <summary>As <see cref="CimMask"/>, but phi is trained with the learner's own loss and not by the bilevel optimisation (ablation row 8; our reading).</summary>
[ConfigSection("joint-training")]
public sealed partial record JointTraining : LearnedMaskConfig
{
    /// <inheritdoc/>
    public override MaskPolicy CreatePolicy() => PolicyWith(new JointLearning(this));
}
