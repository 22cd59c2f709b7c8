using CimCil.Learners;
using CimCil.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Training;

/// <summary>
/// bfloat16 copies of the convolution weights that a stage trains, made and read back in one pass over memory each: a cast per
/// layer and pass would cost a GPU more in launches than in work. The float32 weights stay what is trained.
/// </summary>
internal sealed class HalfWeights : IDisposable
{
    private const int ConvolutionDimensions = 4;

    private readonly FlatParameters _masters;
    private readonly Tensor _values;
    private readonly Tensor _gradients;
    private readonly IReadOnlyList<Parameter> _halves;

    /// <summary>Copies of the parameters of an optimizer.</summary>
    public HalfWeights(FlatParameters masters)
    {
        _masters = masters;
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        _values = masters.Values.to(ScalarType.BFloat16).DetachFromDisposeScope();
        _gradients = zeros_like(_values).DetachFromDisposeScope();
        var (convolutions, halves) = (new List<Parameter>(), new List<Parameter>());
        foreach (var (master, value, gradient) in masters.All.Zip(masters.Split(_values), masters.Split(_gradients)))
        {
            if (master.Dimensions != ConvolutionDimensions)
                continue;
            var half = new Parameter(value) { grad = gradient };
            half.DetachFromDisposeScope();
            convolutions.Add(master);
            halves.Add(half);
        }
        _halves = halves;
        Weights = FastWeights.Replacing(convolutions, halves);
    }

    /// <summary>The copies, in place of the parameters that they are of.</summary>
    public FastWeights Weights { get; }

    /// <summary>Takes the present weights, before a forward pass.</summary>
    public void Refresh()
    {
        using var noGradient = no_grad();
        _values.copy_(_masters.Values);
        _gradients.zero_();
    }

    /// <summary>Adds the gradients of the copies to those of the weights, after a backward pass.</summary>
    public void AddGradients()
    {
        using var noGradient = no_grad();
        _masters.Gradients.add_(_gradients);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var half in _halves)
            half.Dispose();
        _values.Dispose();
        _gradients.Dispose();
    }
}
