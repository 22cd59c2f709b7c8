using CimCil.Configuration;

namespace CimCil.Networks;

/// <summary>How one forward pass is made: which activations, which weights, and how the activations are differentiated twice.</summary>
/// <param name="Path">ReLU or rational activations.</param>
/// <param name="Weights">Weights that stand in for parameters.</param>
/// <param name="SecondOrder">Whether the backward pass of a rational activation can itself be differentiated.</param>
public sealed record ForwardPass(ActivationPath Path, FastWeights Weights, SecondOrder SecondOrder = SecondOrder.Exact)
{
    /// <summary>The CIL model with its own weights.</summary>
    public static ForwardPass Relu { get; } = new(ActivationPath.Relu, FastWeights.None);

    /// <summary>The mask model with its own weights.</summary>
    public static ForwardPass Rational { get; } = new(ActivationPath.Rational, FastWeights.None);
}
