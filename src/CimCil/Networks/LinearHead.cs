using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>A linear classifier without bias, started uniform in +-sqrt(3 / features) (algorithm, section 2).</summary>
public sealed class LinearHead : NamedModule
{
    /// <summary>Creates a head with random rows.</summary>
    public LinearHead(int featureCount, int classCount, Device device, ScalarType type) : base(nameof(LinearHead))
    {
        using var scope = NewDisposeScope();
        var bound = Math.Sqrt(3.0 / featureCount);
        Weight = Layer.Parameter((rand(classCount, featureCount) * 2 * bound) - bound, device, type);
        register_parameter("weight", Weight);
    }

    /// <summary>[classes, features].</summary>
    public Parameter Weight { get; }

    /// <summary>Classes.</summary>
    public int ClassCount => (int)Weight.shape[0];

    /// <summary>Logits [N, classes] of features [N, D]. Heads never take fast weights: the inner step moves the backbone alone.</summary>
    public Tensor Apply(Tensor features) => nn.functional.linear(features, Weight);

    /// <summary>Copies the block [rows, columns] of another head's weight into the same place of this one.</summary>
    internal void CopyBlock(LinearHead source)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var (rows, columns) = (source.Weight.shape[0], source.Weight.shape[1]);
        Weight.narrow(0, 0, rows).narrow(1, 0, columns).copy_(source.Weight);
    }
}
