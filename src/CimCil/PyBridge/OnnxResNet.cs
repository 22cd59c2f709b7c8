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
/// A graph as our residual network: its layers were found by how the values follow each other, whatever their names, because PyTorch and
/// CNTK export such networks with and without norms, and name them in their own ways. Whatever would give other features than ours is an
/// <see cref="OnnxDifference"/>.
/// </summary>
internal sealed class OnnxResNet
{
    private readonly OnnxGraph _graph;
    private readonly OnnxWiring _wiring;
    private readonly List<OnnxLayer> _layers = [];
    private readonly List<string> _narrow = [];

    private OnnxResNet(OnnxGraph graph) => (_graph, _wiring) = (graph, new OnnxWiring(graph));

    /// <summary>The layers, the first convolution first.</summary>
    public IReadOnlyList<OnnxLayer> Layers => _layers;

    /// <summary>The linear classifier behind the blocks; null where there is none, or another head.</summary>
    public OnnxHead? Head { get; private set; }

    /// <summary>What is done to the pixels before the first convolution.</summary>
    public required OnnxPixels Pixels { get; init; }

    /// <summary>What stands out and changes no feature, for the report of an import; each begins with its thing and a colon.</summary>
    public IReadOnlyList<string> Remarks { get; private set; } = [];

    /// <summary>Reads a graph.</summary>
    /// <exception cref="OnnxDifference">It computes something else than our network.</exception>
    public static OnnxResNet Read(OnnxGraph graph)
    {
        var stems = graph.Nodes.Where(node => node.Operation == "Conv" && node.Inputs.Count > 1 && graph.WeightOf(node.Inputs[1])?.Shape is [_, 1 or 3, _, _]).ToList();
        if (stems.Count == 0 && graph.Nodes.FirstOrDefault(node => node.Operation == "Conv" && node.Inputs.Count > 1 && graph.WeightOf(node.Inputs[1]) is null) is { } blind)
            throw new OnnxDifference($"the window of {blind} is no weight that is read: {graph.WhyNoWeight(blind.Inputs[1])}");
        if (stems is not [var stem])
            throw new OnnxDifference($"it has {stems.Count} convolutions over images of one or three channels, and a residual network has one");
        var network = new OnnxResNet(graph) { Pixels = OnnxPixelReader.Read(graph, new OnnxWiring(graph), stem) };
        network.Follow(stem);
        return network;
    }

    private void Follow(OnnxNode stem)
    {
        var side = SideOf(stem);
        var hasPool = side == 7;
        var x = Next(Layer(stem, "conv1", "bn1", hasPool || side == 5 ? 2 : 1), "Relu", "bn1");
        if (hasPool)
            x = MaxPool(Only(x, "MaxPool", "the first activation"));
        else if (_wiring.UsersOf(x).FirstOrDefault(node => node.Operation.EndsWith("Pool", StringComparison.Ordinal)) is { } pool)
            throw new OnnxDifference($"{pool} follows the first activation, and a network whose first window is {side} x {side} does not pool there");
        var (stage, block, channels) = (1, 0, _layers[0].Weight.Shape[0]);
        while (_wiring.UsersOf(x).Where(node => node.Operation == "Conv").ToList() is { Count: > 0 } convolutions)
        {
            if (convolutions.Where(node => SideOf(node) > 1).ToList() is not [var main] || convolutions.Count > 2)
                throw new OnnxDifference($"{NameList.Shorten(x)} goes to {string.Join(" and ", convolutions.Take(3))}: a basic block has one convolution with a window above 1 x 1 there, and a shortcut or none");
            var width = _graph.WeightOf(main.Inputs[1])!.Shape[0];
            var isFirst = _layers.Count > 1 && (main.Uniform("strides", 1) != 1 || width != channels);
            (stage, block, channels) = isFirst ? (stage + 1, 1, width) : (stage, block + 1, width);
            x = Block(x, main, convolutions.Find(node => node != main), $"layer_{stage}_{block}", isFirst ? 2 : 1);
        }
        if (_layers.Count == 1)
            throw new OnnxDifference("no residual block follows its first activation");
        var used = _layers.Select(layer => layer.Node).ToHashSet(ReferenceEqualityComparer.Instance);
        if (_graph.Nodes.Where(node => node.Operation.Contains("Conv", StringComparison.Ordinal) && !used.Contains(node)).ToList() is [var other, ..] others)
            throw new OnnxDifference($"{others.Count} more convolutions are in none of its {_layers.Count / 2} blocks, such as {other}, and {Users(x)} follows the last of these");
        var (head, remark) = OnnxHead.Behind(_graph, _wiring, x, channels);
        Head = head;
        var training = _layers.Count(layer => layer.NormNode?.Number("training_mode", 0) == 1);
        Remarks =
        [
            .. remark is null ? (string[])[] : [remark],
            .. _narrow.Count > 0 ? [$"edges: padded by one less at the far edge in {_narrow.Count} layers: equal where maps have even sides"] : (string[])[],
            .. training > 0 ? [$"norms: {training} were exported in training; here they use their running statistics"] : (string[])[],
        ];
    }

    /// <summary>The value after one block.</summary>
    private string Block(string x, OnnxNode main, OnnxNode? shortcut, string name, int stride)
    {
        var middle = Next(Layer(main, $"{name}.conv1", $"{name}.bn1", stride), "Relu", $"{name}.bn1");
        var second = Only(middle, "Conv", $"the first activation of {name}");
        var z = Layer(second, $"{name}.conv2", $"{name}.bn2", 1);
        var other = shortcut is null ? x : Layer(shortcut, $"{name}.downsample.0", $"{name}.downsample.1", stride);
        var sum = Only(z, "Add", $"{name}.bn2");
        string[] terms = [.. sum.Inputs.Select(_graph.Resolve)];
        return terms.Length == 2 && terms.Contains(z) && terms.Contains(other)
            ? Next(sum.Outputs[0], "Relu", $"the sum of {name}")
            : throw new OnnxDifference($"{sum} adds {string.Join(" and ", terms.Select(NameList.Shorten))}, and {name} adds {NameList.Shorten(z)} and {NameList.Shorten(other)}");
    }

    /// <summary>Adds a convolution and its norm, and gives the value after them.</summary>
    private string Layer(OnnxNode node, string convolution, string norm, int stride)
    {
        if (node.Inputs.Count < 2 || node.Outputs is not [var y] || _graph.WeightOf(node.Inputs[1]) is not { Shape: [var outputs, _, var side, var width] } weight)
            throw new OnnxDifference($"the weight of {convolution}, {node}, is none of the file's");
        if (side != width || side % 2 == 0)
            throw new OnnxDifference($"{convolution}, {node}, has a window of {side} x {width}, and ours are square and odd");
        if (node.Number("group", 1) != 1)
            throw new OnnxDifference($"{convolution}, {node}, has {node.Number("group", 1)} groups, and ours have one");
        RequireWindow(node, convolution, side, stride);
        var bias = node.Inputs.Count > 2 && node.Inputs[2].Length > 0 ? _graph.WeightOf(node.Inputs[2]) ?? throw new OnnxDifference($"the bias of {convolution}, {node}, is none of the file's") : null;
        if (bias is not null && !bias.Shape.SequenceEqual([outputs]))
            throw new OnnxDifference($"the bias of {convolution}, {node}, has the shape [{string.Join(", ", bias.Shape)}] where [{outputs}] belongs");
        var normNode = _wiring.UsersOf(y) is [{ Operation: "BatchNormalization", Outputs.Count: > 0 } only] ? only : null;
        if (normNode?.Number("spatial", 1) == 0)
            throw new OnnxDifference($"{normNode} has statistics of each place, and ours of each channel");
        _layers.Add(new OnnxLayer(convolution, norm, node, weight, bias, normNode));
        return normNode is null ? y : normNode.Outputs[0];
    }

    private string MaxPool(OnnxNode pool)
    {
        if (!pool.Numbers.TryGetValue("kernel_shape", out var kernel) || !kernel.SequenceEqual([3, 3]))
            throw new OnnxDifference($"{pool} has a window of {string.Join(" x ", kernel ?? [])}, and ours is 3 x 3");
        if (pool.Number("ceil_mode", 0) != 0)
            throw new OnnxDifference($"{pool} rounds the side of its map up (ceil_mode), and ours rounds down");
        RequireWindow(pool, "the pool after the first activation", 3, 2);
        return pool.Outputs[0];
    }

    /// <summary>Stride, dilation and padding are ours: half the window on each side, where one less at the far edge of a map of even side takes nothing away.</summary>
    private void RequireWindow(OnnxNode node, string what, long side, int stride)
    {
        if (node.Uniform("strides", 1) is var given && given != stride)
            throw new OnnxDifference($"{what}, {node}, has a stride of {(given is { } number ? $"{number}" : string.Join(" and ", node.Numbers["strides"]))}, and ours {stride}");
        if (node.Uniform("dilations", 1) != 1)
            throw new OnnxDifference($"{what}, {node}, has a dilation of {string.Join(" and ", node.Numbers["dilations"])}, and ours 1");
        var half = side / 2;
        // SAME_LOWER puts what is odd before the map, where ours is complete; SAME_UPPER puts it behind.
        long[] padding = node.AutoPadding switch
        {
            "" or "NOTSET" => node.Numbers.GetValueOrDefault("pads") ?? [0, 0, 0, 0],
            "SAME_LOWER" => [half, half, half, half],
            "SAME_UPPER" when stride == 1 || side == 1 => [half, half, half, half],
            "SAME_UPPER" => [half - 1, half - 1, half, half],
            _ => [0, 0, 0, 0],
        };
        var isNarrow = stride == 2 && half > 0 && padding.SequenceEqual([half, half, half - 1, half - 1]);
        if (isNarrow)
            _narrow.Add(what);
        else if (!padding.SequenceEqual([half, half, half, half]))
            throw new OnnxDifference($"{what}, {node}, pads by {string.Join(", ", padding)} (top, left, bottom, right), and ours by {half} everywhere");
    }

    private long SideOf(OnnxNode convolution) => convolution.Inputs.Count > 1 && _graph.WeightOf(convolution.Inputs[1]) is { Shape: [_, _, var side, _] } ? side : 0;

    /// <summary>The value that the only operation of a kind makes of another value.</summary>
    private string Next(string value, string operation, string where) => Only(value, operation, where) is { Outputs: [var result, ..] } ? result : throw new OnnxDifference($"{operation} after {where} makes nothing");

    /// <summary>The operation that takes a value. Others beside it change nothing on the way to the features.</summary>
    private OnnxNode Only(string value, string operation, string where) => _wiring.UsersOf(value).Where(node => node.Operation == operation).ToList() is [var only]
        ? only
        : throw new OnnxDifference($"{Users(value)} follows {where}, where one {operation} belongs");

    private string Users(string value) => _wiring.UsersOf(value) is { Count: > 0 } users ? string.Join(" and ", users.Take(3)) : "nothing";
}

/// <summary>Which operations take and make the values of a graph.</summary>
internal sealed class OnnxWiring
{
    private readonly OnnxGraph _graph;
    private readonly Dictionary<string, List<OnnxNode>> _users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OnnxNode> _makers = new(StringComparer.Ordinal);

    public OnnxWiring(OnnxGraph graph)
    {
        _graph = graph;
        foreach (var node in graph.Nodes)
        {
            foreach (var output in node.Outputs)
                _makers.TryAdd(output, node);
            foreach (var input in node.Inputs.Where(input => input.Length > 0).Select(graph.Resolve).Distinct())
            {
                if (!_users.TryGetValue(input, out var users))
                    _users[input] = users = [];
                users.Add(node);
            }
        }
    }

    /// <summary>The operations that take a value, by whatever name it is passed on.</summary>
    public IReadOnlyList<OnnxNode> UsersOf(string value) => _users.GetValueOrDefault(_graph.Resolve(value)) ?? [];

    /// <summary>The operation that makes a value; null for an input or a weight.</summary>
    public OnnxNode? MakerOf(string value) => _makers.GetValueOrDefault(_graph.Resolve(value));
}
