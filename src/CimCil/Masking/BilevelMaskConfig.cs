using CimCil.Masking;

namespace CimCil.Configuration;

/// <summary>A policy that learns phi by the bilevel optimisation of the paper.</summary>
[ConfigSection]
public abstract partial record BilevelMaskConfig : LearnedMaskConfig
{
    /// <summary>The inner rate beta1, as a part of the current rate of theta.</summary>
    [NotNegative]
    public double InnerRateRatio { get; init; } = 0.1;

    /// <summary>Which weights the inner step moves (decision 4).</summary>
    public InnerStep InnerStep { get; init; } = InnerStep.WholeBackbone;

    /// <inheritdoc/>
    public override MaskPolicy CreatePolicy() => PolicyWith(new BilevelLearning(this));
}
