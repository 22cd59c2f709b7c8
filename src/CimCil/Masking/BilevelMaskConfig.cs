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

    /// <summary>How the outer loss is differentiated through the inner step.</summary>
    public InnerGradient InnerGradient { get; init; } = InnerGradient.Exact;

    /// <inheritdoc/>
    public override MaskPolicy CreatePolicy() => PolicyWith(new BilevelLearning(this));

    [Rule("finite differences have the whole second order, that of the activations included")]
    private static ConfigProblem? DifferencesAreExact(BilevelMaskConfig mask) => mask.InnerGradient == InnerGradient.Exact || mask.SecondOrder == SecondOrder.Exact
        ? null
        : ConfigProblem.At("secondOrder", $"rationalDetached", $"Use exact with innerGradient=finiteDifference, or innerGradient=exact.");
}

/// <summary>How the outer loss of the bilevel problem is differentiated through the inner step.</summary>
public enum InnerGradient
{
    /// <summary>By differentiating the inner step: the gradient of a gradient.</summary>
    Exact,

    /// <summary>By the difference of two first-order gradients, near the exact one and no faster on a CPU (tests/CimCil.Benchmarks/RESULTS.md).</summary>
    FiniteDifference,
}
