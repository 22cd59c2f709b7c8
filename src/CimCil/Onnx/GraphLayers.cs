using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Onnx;

/// <summary>Layers over the values of a graph: writes one branch of a network. Batch norms are folded into the convolutions before them.</summary>
/// <param name="graph">Takes the nodes.</param>
/// <param name="names">The names of the branch's parts.</param>
/// <param name="path">The activations.</param>
/// <param name="rationalLength">How many numbers its rational activations work on.</param>
internal sealed class GraphLayers(GraphBuilder graph, ModuleNames names, ActivationPath path, RationalLength rationalLength) : ILayers<Maps>
{
    /// <summary>Weight w s and bias b - mean s, with s = gain / sqrt(variance + epsilon) per channel.</summary>
    public Maps Convolve(Maps x, Convolution convolution, Norm norm)
    {
        var weight = Values(convolution.Weight);
        var (gain, shift, mean, variance) = (Values(norm.Weight), Values(norm.Bias), Values(norm.RunningMean), Values(norm.RunningVariance));
        var (folded, bias) = (new float[weight.Length], new float[gain.Length]);
        var perChannel = weight.Length / gain.Length;
        for (var channel = 0; channel < gain.Length; channel++)
        {
            var scale = gain[channel] / Math.Sqrt(variance[channel] + Norm.Epsilon);
            bias[channel] = (float)(shift[channel] - (mean[channel] * scale));
            for (var i = channel * perChannel; i < (channel + 1) * perChannel; i++)
                folded[i] = (float)(weight[i] * scale);
        }
        var (name, side, stride) = (names.Of(convolution), convolution.Side, convolution.Stride);
        var padding = (side - 1) / 2;
        var result = graph.Node(
            "Conv",
            InPath(name),
            [Value(x), graph.InnerWeight($"{name}.weight", folded, convolution.Weight.shape), graph.InnerWeight($"{name}.bias", bias, bias.Length)],
            GraphBuilder.Attribute("kernel_shape", side, side),
            GraphBuilder.Attribute("strides", stride, stride),
            GraphBuilder.Attribute("pads", padding, padding, padding, padding));
        return new Maps(result, bias.Length, Strided(x.Side, stride));
    }

    public Maps Activate(Maps x, RationalActivation rational)
    {
        var name = InPath(names.Of(rational));
        if (path == ActivationPath.Relu || (path == ActivationPath.RationalInLastStage && rational.Place != StagePlace.Last))
            return x.With(graph.Node("Relu", $"{name}.relu", [Value(x)]));
        return rationalLength == RationalLength.OneMore
            ? OnOneMore(x, rational, name)
            : x.With(graph.ToInner(Rational(graph.ToFloat32(Value(x)), rational, name)));
    }

    /// <summary>The sum is written where it is needed: a rational activation may want its terms apart.</summary>
    public Maps Add(Maps x, Maps y) => x with { Addend = Value(y) };

    public Maps MaxPool(Maps x, int side, int stride)
    {
        var padding = Networks.Part.PaddingOf(side);
        var result = graph.Node("MaxPool", $"{Value(x)}/pool", [Value(x)],
            GraphBuilder.Attribute("kernel_shape", side, side), GraphBuilder.Attribute("strides", stride, stride), GraphBuilder.Attribute("pads", padding, padding, padding, padding));
        return new Maps(result, x.Channels, Strided(x.Side, stride));
    }

    public Maps Part(Func<Maps> part) => part();

    /// <summary>The name of a value; a sum is written first.</summary>
    public string Value(Maps maps) => maps.Addend is { } addend ? graph.Node("Add", $"{maps.Name}.sum", [maps.Name, addend]) : maps.Name;

    /// <summary>The rational activation of a sum, on flat tensors to which one number is appended, and cut off at the end.</summary>
    private Maps OnOneMore(Maps x, RationalActivation rational, string name)
    {
        var flatShape = graph.Integers("shape.flat", 1, -1);
        string Lengthened(string term, int i)
        {
            var flat = graph.Node("Reshape", $"{name}.flat{i}", [graph.ToFloat32(term), flatShape]);
            return graph.Node("Concat", $"{name}.longer{i}", [flat, graph.Weight("one_more", [0f], 1, 1)], GraphBuilder.Attribute("axis", 1));
        }

        string[] terms = [.. new[] { x.Name, x.Addend }.OfType<string>().Select(Lengthened)];
        var sum = terms.Length == 1 ? terms[0] : graph.Node("Add", $"{name}.sum", terms);
        var cut = graph.Node(
            "Slice", $"{name}.cut", [Rational(sum, rational, name), graph.Integers("cut.start", 0), graph.Integers("cut.end", -1), graph.Integers("cut.axis", 1)]);
        var maps = graph.Node("Reshape", $"{name}.maps", [cut, graph.Integers($"shape.{x.Channels}x{x.Side}", -1, x.Channels, x.Side, x.Side)]);
        return x.With(graph.ToInner(maps));
    }

    /// <summary>
    /// P(x) / Q(|x|) in float32, each by Horner's scheme, as <see cref="RationalActivation"/> computes it. s P(x / s) / Q(x / s) is a
    /// rational function of the same degrees, whose coefficients take the powers of s: a scale costs a graph nothing.
    /// </summary>
    private string Rational(string x, RationalActivation rational, string name)
    {
        var scale = rational.Scale;
        double[] numerator = [.. Values(rational.Numerator).Select((a, i) => a * Math.Pow(scale, 1 - i))];
        double[] denominator = [1, .. Values(rational.Denominator).Select((b, i) => Math.Abs(b) * Math.Pow(scale, -1 - i))];
        var magnitude = graph.Node("Abs", $"{name}.abs", [x]);
        var p = Horner(x, numerator, $"{name}.p", $"{names.Of(rational)}.numerator");
        var q = Horner(magnitude, denominator, $"{name}.q", $"{names.Of(rational)}.denominator");
        return graph.Node("Div", name, [p, q]);
    }

    private string Horner(string x, double[] coefficients, string name, string weights)
    {
        string Coefficient(int i) => graph.Weight($"{weights}.{i}", [(float)coefficients[i]]);

        var sum = Coefficient(coefficients.Length - 1);
        for (var i = coefficients.Length - 2; i >= 0; i--)
        {
            var product = graph.Node("Mul", $"{name}.mul{i}", [x, sum]);
            sum = graph.Node("Add", $"{name}.add{i}", [product, Coefficient(i)]);
        }
        return sum;
    }

    private static double[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
    }

    private string InPath(string part) => $"{(path == ActivationPath.Relu ? "relu" : "rational")}/{part}";

    /// <summary>The side after a layer whose padding is half its kernel.</summary>
    private static int Strided(int side, int stride) => ((side - 1) / stride) + 1;
}

/// <summary>Maps in a graph: [N, channels, side, side].</summary>
/// <param name="Name">The value.</param>
/// <param name="Channels">Channels.</param>
/// <param name="Side">Rows and columns.</param>
/// <param name="Addend">A second value that is to be added to the first; null for none.</param>
internal readonly record struct Maps(string Name, int Channels, int Side, string? Addend = null)
{
    /// <summary>Another value of the same shape.</summary>
    public Maps With(string name) => new(name, Channels, Side);
}
