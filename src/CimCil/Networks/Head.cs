using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>What makes logits of features. Heads never take fast weights: the inner step moves the backbone alone.</summary>
public abstract class Head : NamedModule
{
    private protected Head(string name, HeadShape shape) : base(name) => Shape = shape;

    /// <summary>What it was made from.</summary>
    public HeadShape Shape { get; }

    /// <summary>Classes.</summary>
    public int ClassCount => Shape.ClassCount;

    /// <summary>Logits [N, classes] of features [N, D].</summary>
    public abstract Tensor Apply(Tensor features);

    internal static Head Create(HeadShape shape, int featureCount, Device device, ScalarType type) => shape.Kind switch
    {
        HeadKind.Linear => new LinearHead(shape, featureCount, device, type),
        HeadKind.NearestMean => new NearestMeanHead(shape, featureCount, device, type),
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape.Kind, "Not a kind of head."),
    };
}
