namespace CimCil.PyBridge;

/// <summary>Reads what a graph does to its images before the first convolution: sums and products with numbers of each channel, and their order.</summary>
internal sealed class OnnxPixelReader
{
    private readonly OnnxGraph _graph;
    private readonly OnnxWiring _wiring;
    private readonly int _channels;
    private readonly int[] _source;
    private readonly double[] _scale;
    private readonly double[] _offset;
    private bool _hasImage;
    private bool _isChannelsLast;

    private OnnxPixelReader(OnnxGraph graph, OnnxWiring wiring, int channels)
    {
        (_graph, _wiring, _channels) = (graph, wiring, channels);
        _source = [.. Enumerable.Range(0, channels)];
        _scale = [.. Enumerable.Repeat(1.0, channels)];
        _offset = new double[channels];
    }

    /// <exception cref="OnnxDifference">An operation of another kind stands there.</exception>
    public static OnnxPixels Read(OnnxGraph graph, OnnxWiring wiring, OnnxNode stem)
    {
        var reader = new OnnxPixelReader(graph, wiring, (int)graph.WeightOf(stem.Inputs[1])!.Shape[1]);
        for (var value = stem.Inputs[0]; wiring.MakerOf(value) is { } node; value = reader.Before(node))
        {
        }
        return new OnnxPixels(reader._source, reader._scale, reader._offset, reader._hasImage);
    }

    /// <summary>Takes an operation into account, and gives the value that it works on.</summary>
    private string Before(OnnxNode node)
    {
        switch (node.Operation)
        {
            case "Cast" when node.Inputs.Count == 1:
                return node.Inputs[0];
            case "Transpose" when node.Inputs.Count == 1 && node.Numbers.GetValueOrDefault("perm") is [0, 3, 1, 2] && !_isChannelsLast:
                _isChannelsLast = true;
                return node.Inputs[0];
            case "Add" or "Sub" or "Mul" or "Div" when node.Inputs.Count == 2:
                return Arithmetic(node);
            case "BatchNormalization" when node.Inputs.Count == 5:
                return Norm(node);
            case "Concat" when node.Inputs.Count == _channels && node.Number("axis", 0) == Axis:
                return Reordered(node);
            case "Gather" when node.Inputs.Count == 2 && node.Number("axis", 0) == Axis && _graph.WeightOf(node.Inputs[1]) is { ElementType: ElementType.Int64 or ElementType.Int32 } places && places.ElementCount == _channels:
                Reorder(node, [.. OnnxFile.Numbers(places).Select(place => (int)place)]);
                return node.Inputs[0];
            default:
                throw Differs(node);
        }
    }

    private int Axis => _isChannelsLast ? 3 : 1;

    private string Arithmetic(OnnxNode node)
    {
        var (first, second) = (_graph.WeightOf(node.Inputs[0]), _graph.WeightOf(node.Inputs[1]));
        if ((first is null) == (second is null) || (first is not null && node.Operation == "Div"))
            throw Differs(node);
        var numbers = OfChannels(node, (first ?? second)!);
        for (var i = 0; i < _channels; i++)
        {
            var number = numbers[_source[i]];
            if (node.Operation == "Mul")
                _scale[i] *= number;
            else if (node.Operation == "Div")
                _scale[i] /= number;
            else
                _offset[i] += _scale[i] * (node.Operation == "Sub" && second is not null ? -number : number);
            // A number minus the pixels.
            if (node.Operation == "Sub" && first is not null)
                _scale[i] = -_scale[i];
        }
        if (!_scale.Concat(_offset).All(double.IsFinite) || _scale.Contains(0))
            throw Differs(node);
        return node.Inputs[first is null ? 0 : 1];
    }

    private string Norm(OnnxNode node)
    {
        double[][] parts = [.. node.Inputs.Skip(1).Select(input => OfChannels(node, _graph.WeightOf(input) ?? throw Differs(node)))];
        for (var i = 0; i < _channels; i++)
        {
            var (gain, shift, mean, variance) = (parts[0][_source[i]], parts[1][_source[i]], parts[2][_source[i]], parts[3][_source[i]]);
            gain /= Math.Sqrt(variance + node.Epsilon);
            _offset[i] += _scale[i] * (shift - (gain * mean));
            _scale[i] *= gain;
        }
        return _isChannelsLast || !_scale.Concat(_offset).All(double.IsFinite) || _scale.Contains(0) ? throw Differs(node) : node.Inputs[0];
    }

    /// <summary>The parts of a split, put together in another order.</summary>
    private string Reordered(OnnxNode concat)
    {
        OnnxNode?[] makers = [.. concat.Inputs.Select(_wiring.MakerOf)];
        if (makers[0] is not { Operation: "Split" } split || !Array.TrueForAll(makers, maker => maker == split) || split.Outputs.Count != _channels || split.Number("axis", 0) != Axis)
            throw Differs(concat);
        Reorder(concat, [.. concat.Inputs.Select(input => split.Outputs.ToList().IndexOf(_graph.Resolve(input)))]);
        return split.Inputs[0];
    }

    private void Reorder(OnnxNode node, int[] places)
    {
        if (!places.Order().SequenceEqual(Enumerable.Range(0, _channels)))
            throw Differs(node);
        for (var i = 0; i < _channels; i++)
            _source[i] = places[_source[i]];
    }

    /// <summary>A number for each channel: one for all, one each, or an image's means.</summary>
    private double[] OfChannels(OnnxNode node, CheckpointTensor constant)
    {
        if (constant.ElementCount > 1 << 26)
            throw Differs(node);
        var numbers = OnnxFile.Numbers(constant);
        if (numbers.Length == 1)
            return [.. Enumerable.Repeat((double)numbers[0], _channels)];
        var shape = constant.Shape.SkipWhile(size => size == 1).ToArray();
        if (numbers.Length == _channels && (shape is [_, 1, 1] || (shape is [_] && (_isChannelsLast || node.Operation == "BatchNormalization"))))
            return [.. numbers.Select(number => (double)number)];
        if (shape is not [_, _, _] || shape[_isChannelsLast ? 2 : 0] != _channels || node.Operation is not ("Add" or "Sub"))
            throw Differs(node);
        _hasImage = true;
        return [.. numbers.Select((number, i) => (Channel: _isChannelsLast ? i % _channels : i / (numbers.Length / _channels), number)).GroupBy(pair => pair.Channel).OrderBy(group => group.Key).Select(group => group.Average(pair => pair.number))];
    }

    private static OnnxDifference Differs(OnnxNode node) => new($"{node} changes its images before the first convolution in a way that is not known here");
}
