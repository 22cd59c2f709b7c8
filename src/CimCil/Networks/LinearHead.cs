using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>A linear classifier without bias, started uniform in +-sqrt(3 / features) (algorithm, section 2).</summary>
public sealed class LinearHead : Head
{
    internal LinearHead(HeadShape shape, int featureCount, Device device, ScalarType type) : base(nameof(LinearHead), shape)
    {
        using var scope = NewDisposeScope();
        Weight = Part.Parameter(Random(shape.ClassCount, featureCount), device, type);
        register_parameter("weight", Weight);
    }

    /// <summary>[classes, features].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    public override Tensor Apply(Tensor features) => nn.functional.linear(features, Weight);

    /// <summary>Starts anew with random rows.</summary>
    public void Reset()
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        Weight.copy_(Random(Weight.shape[0], Weight.shape[1]));
    }

    /// <summary>Copies the block [rows, columns] of another head's weight into the same place of this one, which is at least as large.</summary>
    public void CopyBlock(LinearHead source)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var (rows, columns) = (source.Weight.shape[0], source.Weight.shape[1]);
        Weight.narrow(0, 0, rows).narrow(1, 0, columns).copy_(source.Weight);
    }

    private static Tensor Random(long classCount, long featureCount)
    {
        var bound = Math.Sqrt(3.0 / featureCount);
        return (rand(classCount, featureCount) * 2 * bound) - bound;
    }
}
