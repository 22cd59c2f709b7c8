namespace CimCil.PyBridge;

/// <summary>A convolution of a graph with its norm, and the names that they have in our network.</summary>
/// <param name="Convolution">Our name of the convolution, such as <c>layer_1_1.conv1</c>.</param>
/// <param name="Norm">Our name of the norm after it.</param>
/// <param name="Node">The convolution.</param>
/// <param name="Weight">Its weight, [outputs, inputs, side, side].</param>
/// <param name="Bias">Its bias, [outputs]; null for none.</param>
/// <param name="NormNode">The norm; null where it was folded into weight and bias.</param>
internal sealed record OnnxLayer(string Convolution, string Norm, OnnxNode Node, CheckpointTensor Weight, CheckpointTensor? Bias, OnnxNode? NormNode);

/// <summary>
/// Finds the layers of a residual network of basic blocks by how the values of a graph follow each other, whatever their names: PyTorch
/// and CNTK export such networks with and without norms, and name them in their own ways.
/// </summary>
internal sealed class OnnxResNet
{
    private readonly OnnxGraph _graph;
    private readonly Dictionary<string, List<OnnxNode>> _users = new(StringComparer.Ordinal);
    private readonly List<OnnxLayer> _layers = [];

    private OnnxResNet(OnnxGraph graph)
    {
        _graph = graph;
        foreach (var node in graph.Nodes)
        {
            foreach (var input in node.Inputs.Where(input => input.Length > 0).Distinct())
            {
                if (!_users.TryGetValue(input, out var users))
                    _users[input] = users = [];
                users.Add(node);
            }
        }
    }

    /// <summary>The layers of a graph, the first convolution first; null where it is no residual network of basic blocks.</summary>
    public static IReadOnlyList<OnnxLayer>? LayersOf(OnnxGraph graph) => new OnnxResNet(graph).Find();

    private List<OnnxLayer>? Find()
    {
        var stems = _graph.Nodes.Where(node => node.Operation == "Conv" && node.Inputs.Count > 1 && _graph.WeightOf(node.Inputs[1])?.Shape is [_, 1 or 3, _, _]).ToList();
        if (stems is not [var stem] || Layer(stem, "conv1", "bn1") is not { } first || Next(first, "Relu") is not { } x)
            return null;
        if (UserOf(x, "MaxPool") is { Outputs: [var pooled, ..] })
            x = pooled;
        var (stage, block, channels) = (1, 0, _layers[0].Weight.Shape[0]);
        for (var seen = new HashSet<string>(StringComparer.Ordinal); seen.Add(x);)
        {
            var convolutions = UsersOf(x).Where(node => node.Operation == "Conv").ToList();
            if (convolutions.Count == 0)
                return _layers.Count > 1 ? _layers : null;
            if (convolutions.Where(node => SideOf(node) > 1).ToList() is not [var main] || convolutions.Count > 2 || _graph.WeightOf(main.Inputs[1])?.Shape is not [var width, ..])
                return null;
            var isFirst = _layers.Count > 1 && (main.Uniform("strides", 1) != 1 || width != channels);
            (stage, block, channels) = isFirst ? (stage + 1, 1, width) : (stage, block + 1, width);
            if (Block(x, main, convolutions.Find(node => node != main), $"layer_{stage}_{block}") is not { } next)
                return null;
            x = next;
        }
        return null;
    }

    /// <summary>One block; null where it is none.</summary>
    private string? Block(string x, OnnxNode main, OnnxNode? shortcut, string name)
    {
        if (Layer(main, $"{name}.conv1", $"{name}.bn1") is not { } y || Next(y, "Relu") is not { } middle
            || UserOf(middle, "Conv") is not { } second || Layer(second, $"{name}.conv2", $"{name}.bn2") is not { } z || UserOf(z, "Add") is not { Inputs: [var a, var b], Outputs: [var sum] })
            return null;
        var other = x;
        if (shortcut is not null)
        {
            if (Layer(shortcut, $"{name}.downsample.0", $"{name}.downsample.1") is not { } carried)
                return null;
            other = carried;
        }
        return (a == z && b == other) || (a == other && b == z) ? Next(sum, "Relu") : null;
    }

    /// <summary>Adds a convolution and its norm, and gives the value after them; null where they are not what our networks have.</summary>
    private string? Layer(OnnxNode node, string convolution, string norm)
    {
        if (node.Inputs.Count < 2 || node.Outputs is not [var y] || _graph.WeightOf(node.Inputs[1]) is not { Shape: [var outputs, _, var side, var width] } weight
            || side != width || side % 2 == 0 || node.Uniform("group", 1) != 1 || node.Uniform("dilations", 1) != 1)
            return null;
        var bias = node.Inputs.Count > 2 && node.Inputs[2].Length > 0 ? _graph.WeightOf(node.Inputs[2]) : null;
        if (bias is not null && !bias.Shape.SequenceEqual([outputs]))
            return null;
        var normNode = UserOf(y, "BatchNormalization");
        _layers.Add(new OnnxLayer(convolution, norm, node, weight, bias, normNode));
        return normNode is null ? y : normNode.Outputs.Count > 0 ? normNode.Outputs[0] : null;
    }

    private long SideOf(OnnxNode convolution) => convolution.Inputs.Count > 1 && _graph.WeightOf(convolution.Inputs[1]) is { Shape: [_, _, var side, _] } ? side : 0;

    /// <summary>The value that the only operation of a kind makes of another value.</summary>
    private string? Next(string value, string operation) => UserOf(value, operation) is { Outputs: [var result, ..] } ? result : null;

    private OnnxNode? UserOf(string value, string operation) => UsersOf(value).Where(node => node.Operation == operation).ToList() is [var only] ? only : null;

    private List<OnnxNode> UsersOf(string value) => _users.GetValueOrDefault(value) ?? [];
}
