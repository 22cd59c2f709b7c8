using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>
/// Finds input scales of rational activations from images: the fit of ReLU shall reach as far as an activation's inputs do. An input
/// that lies far outside makes noise, and a range that is far too wide has the fit's error, 0.03 s, beside small inputs. So the reach of
/// an activation is the magnitude that a thousandth of an image's inputs exceeds, in the mean over the images, on the ReLU path. On a
/// ResNet-18 that was trained on ImageNet this comes as near to the ReLU path as the scales of least error do, layer by layer
/// (tests/CimCil.Benchmarks/RESULTS.md).
/// </summary>
/// <remarks>Images are looked at one by one, so that the scales do not depend on how they are put into batches.</remarks>
/// <param name="network">The network, in evaluation mode: no statistics change.</param>
/// <param name="activations">The activations to find scales of.</param>
internal sealed class ScaleMeasurement(IncrementalNetwork network, IReadOnlyCollection<RationalActivation> activations)
{
    /// <summary>The part of an image's inputs that may lie outside.</summary>
    private const double Outside = 0.001;

    private readonly HashSet<RationalActivation> _isAsked = new(activations, ReferenceEqualityComparer.Instance);
    private readonly Dictionary<RationalActivation, double> _reach = new(ReferenceEqualityComparer.Instance);

    /// <summary>Images that were looked at.</summary>
    public long ImageCount { get; private set; }

    /// <summary>Looks at images [N, 3, H, W].</summary>
    public void Look(Tensor images)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var branch in network.Branches)
            _ = branch.Apply(new Layers(this), images);
        ImageCount += images.shape[0];
    }

    /// <summary>The scale of each activation that had an input other than 0.</summary>
    public IReadOnlyDictionary<RationalActivation, double> Scales() =>
        _reach.Where(entry => entry.Value > 0).ToDictionary(entry => entry.Key, entry => entry.Value / ImageCount / RationalActivation.FitRange);

    private void Add(RationalActivation activation, Tensor x)
    {
        using var scope = NewDisposeScope();
        var magnitudes = x.abs().flatten(1); // [N, C h w]
        var count = (int)Math.Ceiling(magnitudes.shape[1] * Outside);
        var reach = magnitudes.topk(count, 1, largest: true, sorted: false).values.amin([1]).sum(ScalarType.Float64).item<double>();
        _reach[activation] = _reach.GetValueOrDefault(activation) + reach;
    }

    /// <summary>The ReLU path, which shows its activations' inputs.</summary>
    private sealed class Layers(ScaleMeasurement measurement) : ILayers<Tensor>
    {
        private readonly TensorLayers _layers = new(ForwardPass.Relu);

        public Tensor Convolve(Tensor x, Convolution convolution, Norm norm) => _layers.Convolve(x, convolution, norm);

        public Tensor Activate(Tensor x, RationalActivation rational)
        {
            if (measurement._isAsked.Contains(rational))
                measurement.Add(rational, x);
            return _layers.Activate(x, rational);
        }

        public Tensor Add(Tensor x, Tensor y) => _layers.Add(x, y);

        public Tensor MaxPool(Tensor x, int side, int stride) => _layers.MaxPool(x, side, stride);

        public Tensor Part(Func<Tensor> part) => _layers.Part(part);
    }
}
