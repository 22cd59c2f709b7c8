using CimCil.Configuration;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Onnx;

/// <summary>Writes one branch of a network; batch norms are folded into the convolutions before them.</summary>
internal sealed class BackboneGraph
{
    /// <summary>What keeps a norm's variance off zero; that of <see cref="ResNet"/>.</summary>
    private const double Epsilon = 1e-5;

    private readonly GraphBuilder _graph;
    private readonly NetworkConfig _config;
    private readonly Dictionary<string, Tensor> _state;
    private readonly string _prefix;
    private readonly RationalLength _rationalLength;

    /// <summary>Prepares a branch.</summary>
    /// <param name="graph">Takes the nodes.</param>
    /// <param name="branch">The branch.</param>
    /// <param name="prefix">Starts the names of all its values.</param>
    /// <param name="rationalLength">How many numbers its rational activations work on.</param>
    public BackboneGraph(GraphBuilder graph, ResNet branch, string prefix, RationalLength rationalLength)
    {
        _rationalLength = rationalLength;
        _graph = graph;
        _config = branch.Config;
        _prefix = prefix;
        _state = branch.state_dict();
    }

    /// <summary>Writes the branch with one kind of activation.</summary>
    /// <param name="images">Square images in the type of convolutions.</param>
    /// <param name="path">The activations.</param>
    /// <returns>Its maps [N, D, h, h] in float32.</returns>
    public Maps Write(Maps images, ActivationPath path)
    {
        var (side, stride) = _config.Stem switch
        {
            Stem.ImageNet => (7, 2),
            Stem.Strided => (5, 2),
            _ => (3, 1),
        };
        var x = Activate([Convolve(images, path, "conv1", "bn1", side, stride)], path, "ratl");
        if (_config.Stem == Stem.ImageNet)
        {
            var pooled = _graph.Node("MaxPool", Name(path, "pool"), [x.Name],
                GraphBuilder.Attribute("kernel_shape", 3, 3), GraphBuilder.Attribute("strides", 2, 2), GraphBuilder.Attribute("pads", 1, 1, 1, 1));
            x = new Maps(pooled, x.Channels, Strided(x.Side, 2));
        }
        for (var stage = 0; stage < _config.StageBlocks.Count; stage++)
        {
            for (var block = 0; block < _config.StageBlocks[stage]; block++)
                x = WriteBlock(x, path, $"layer_{stage + 1}_{block + 1}", block == 0 && stage > 0 ? 2 : 1);
        }
        return x with { Name = _graph.ToFloat32(x.Name) };
    }

    private Maps WriteBlock(Maps x, ActivationPath path, string block, int stride)
    {
        var y = Activate([Convolve(x, path, $"{block}.conv1", $"{block}.bn1", 3, stride)], path, $"{block}.ratl_1");
        y = Convolve(y, path, $"{block}.conv2", $"{block}.bn2", 3, 1);
        var shortcut = _state.ContainsKey($"{block}.downsample.0.weight")
            ? Convolve(x, path, $"{block}.downsample.0", $"{block}.downsample.1", 1, stride)
            : x;
        return Activate([y, shortcut], path, $"{block}.ratl_2");
    }

    /// <summary>A convolution with its norm: weight w s and bias b - mean s, with s = gain / sqrt(variance + epsilon) per channel.</summary>
    private Maps Convolve(Maps x, ActivationPath path, string convolution, string norm, int side, int stride)
    {
        var weight = Values($"{convolution}.weight");
        var shape = _state[$"{convolution}.weight"].shape;
        var (gain, shift, mean, variance) = (Values($"{norm}.weight"), Values($"{norm}.bias"), Values($"{norm}.running_mean"), Values($"{norm}.running_var"));
        var (folded, bias) = (new float[weight.Length], new float[gain.Length]);
        var perChannel = weight.Length / gain.Length;
        for (var channel = 0; channel < gain.Length; channel++)
        {
            var scale = gain[channel] / Math.Sqrt(variance[channel] + Epsilon);
            bias[channel] = (float)(shift[channel] - (mean[channel] * scale));
            for (var i = channel * perChannel; i < (channel + 1) * perChannel; i++)
                folded[i] = (float)(weight[i] * scale);
        }
        var padding = (side - 1) / 2;
        var result = _graph.Node(
            "Conv",
            Name(path, convolution),
            [x.Name, _graph.InnerWeight($"{_prefix}{convolution}.weight", folded, shape), _graph.InnerWeight($"{_prefix}{convolution}.bias", bias, bias.Length)],
            GraphBuilder.Attribute("kernel_shape", side, side),
            GraphBuilder.Attribute("strides", stride, stride),
            GraphBuilder.Attribute("pads", padding, padding, padding, padding));
        return new Maps(result, bias.Length, Strided(x.Side, stride));
    }

    /// <summary>The activation of a sum of one or two maps.</summary>
    private Maps Activate(Maps[] terms, ActivationPath path, string rational)
    {
        if (path == ActivationPath.Rational && _rationalLength == RationalLength.OneMore)
            return OnOneMore(terms, rational);
        var x = Sum([.. terms.Select(term => term.Name)], Name(path, rational));
        var result = path == ActivationPath.Relu
            ? _graph.Node("Relu", Name(path, $"{rational}.relu"), [x])
            : _graph.ToInner(Rational(_graph.ToFloat32(x), rational));
        return terms[0] with { Name = result };
    }

    private string Sum(string[] terms, string name) => terms.Length == 1 ? terms[0] : _graph.Node("Add", $"{name}.sum", terms);

    /// <summary>The rational activation of a sum, on flat tensors to which one number is appended, and cut off at the end.</summary>
    private Maps OnOneMore(Maps[] terms, string rational)
    {
        var name = Name(ActivationPath.Rational, rational);
        var flatShape = _graph.Integers("shape.flat", 1, -1);
        string Lengthened(Maps term, int i)
        {
            var flat = _graph.Node("Reshape", $"{name}.flat{i}", [_graph.ToFloat32(term.Name), flatShape]);
            return _graph.Node("Concat", $"{name}.longer{i}", [flat, _graph.Weight("one_more", [0f], 1, 1)], GraphBuilder.Attribute("axis", 1));
        }

        var result = Rational(Sum([.. terms.Select(Lengthened)], name), rational);
        var cut = _graph.Node(
            "Slice", $"{name}.cut", [result, _graph.Integers("cut.start", 0), _graph.Integers("cut.end", -1), _graph.Integers("cut.axis", 1)]);
        var (_, channels, side) = terms[0];
        var maps = _graph.Node("Reshape", $"{name}.maps", [cut, _graph.Integers($"shape.{channels}x{side}", -1, channels, side, side)]);
        return terms[0] with { Name = _graph.ToInner(maps) };
    }

    /// <summary>P(x) / Q(|x|) in float32, each by Horner's scheme, as <see cref="RationalActivation"/> computes it.</summary>
    private string Rational(string x, string name)
    {
        double[] numerator = Values($"{name}.numerator");
        double[] denominator = [1, .. Values($"{name}.denominator").Select(Math.Abs)];
        var start = Name(ActivationPath.Rational, name);
        var magnitude = _graph.Node("Abs", $"{start}.abs", [x]);
        var p = Horner(x, numerator, $"{start}.p", $"{_prefix}{name}.numerator");
        var q = Horner(magnitude, denominator, $"{start}.q", $"{_prefix}{name}.denominator");
        return _graph.Node("Div", start, [p, q]);
    }

    private string Horner(string x, double[] coefficients, string name, string weights)
    {
        string Coefficient(int i) => _graph.Weight($"{weights}.{i}", [(float)coefficients[i]]);

        var sum = Coefficient(coefficients.Length - 1);
        for (var i = coefficients.Length - 2; i >= 0; i--)
        {
            var product = _graph.Node("Mul", $"{name}.mul{i}", [x, sum]);
            sum = _graph.Node("Add", $"{name}.add{i}", [product, Coefficient(i)]);
        }
        return sum;
    }

    private double[] Values(string name)
    {
        using var scope = NewDisposeScope();
        return _state[name].detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
    }

    private string Name(ActivationPath path, string part) => $"{(path == ActivationPath.Relu ? "relu" : "rational")}/{_prefix}{part}";

    /// <summary>The side after a layer whose padding is half its kernel.</summary>
    private static int Strided(int side, int stride) => ((side - 1) / stride) + 1;
}

/// <summary>Maps in a graph: [N, channels, side, side].</summary>
/// <param name="Name">The value.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Side">Rows and columns.</param>
internal readonly record struct Maps(string Name, int Channels, int Side);
