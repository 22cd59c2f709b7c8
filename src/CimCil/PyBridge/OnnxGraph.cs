using System.Globalization;

namespace CimCil.PyBridge;

/// <summary>An operation of an ONNX graph, with what tells the layers of a residual network.</summary>
/// <param name="Operation">Its kind, such as <c>Conv</c>.</param>
/// <param name="Inputs">The values that it takes; an optional one that is left out is empty.</param>
/// <param name="Outputs">The values that it makes.</param>
/// <param name="Numbers">Its attributes that are whole numbers or lists of them.</param>
/// <param name="Reals">Its attributes that are real numbers.</param>
/// <param name="AutoPadding">Its attribute <c>auto_pad</c>; empty for none.</param>
internal sealed record OnnxNode(
    string Operation, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyDictionary<string, long[]> Numbers, IReadOnlyDictionary<string, double> Reals, string AutoPadding)
{
    private const double DefaultEpsilon = 1e-5;

    /// <summary>What keeps the variance of a norm off zero.</summary>
    public double Epsilon => Reals.GetValueOrDefault("epsilon", DefaultEpsilon);

    /// <summary>An attribute that is one whole number.</summary>
    public long Number(string attribute, long otherwise) => Numbers.TryGetValue(attribute, out var values) && values is [var value] ? value : otherwise;

    /// <summary>For messages: the operation and the value that it makes.</summary>
    public override string ToString() => Outputs is [var made, ..] ? $"{NameList.Shorten(Operation)} (which makes {NameList.Shorten(made)})" : NameList.Shorten(Operation);

    /// <summary>A list of numbers that are all equal; null where they are not.</summary>
    public long? Uniform(string attribute, long otherwise) => Numbers.TryGetValue(attribute, out var values) && values.Length > 0
        ? values.All(value => value == values[0]) ? values[0] : null
        : otherwise;
}

/// <summary>The operations and weights of an ONNX file. The weights' numbers stay in the file.</summary>
/// <param name="Producer">The program that wrote it.</param>
/// <param name="Nodes">The operations, in the file's order.</param>
/// <param name="Weights">The initializers and constants by the name of their value, in the file's order.</param>
/// <param name="Passed">Values that are other values under another name.</param>
/// <param name="Constants">Which of the weights stand in operations of the graph and not in its list of initializers.</param>
/// <param name="Unread">Weights that are stored in a way that is not read, each with its type.</param>
internal sealed record OnnxGraph(
    string Producer, IReadOnlyList<OnnxNode> Nodes, IReadOnlyDictionary<string, CheckpointTensor> Weights, IReadOnlyDictionary<string, string> Passed,
    IReadOnlySet<string> Constants, IReadOnlyList<string> Unread)
{
    private const int External = 1;

    /// <summary>Operations whose inputs after the first say how, and are nothing that a network learns: bounds, shapes, axes, positions.</summary>
    private static readonly HashSet<string> WithSettings =
    [
        "Clip", "Reshape", "Pad", "Slice", "Resize", "Upsample", "Unsqueeze", "Squeeze", "Expand", "Tile", "Split", "TopK", "OneHot", "Gather", "CumSum", "Trilu",
        "ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSumExp", "ReduceSumSquare",
    ];

    /// <summary>Of a text attribute that is read: longer ones are no choice among a few.</summary>
    private const int LongestText = 256;

    /// <exception cref="CheckpointException">The file is damaged, or keeps weights in other files.</exception>
    public static OnnxGraph Read(ByteSource source)
    {
        var budget = new MemoryBudget(source.Name, source.Length);
        var model = new ProtobufReader(source, 0, source.Length);
        var (producer, graph) = ("", (ProtobufReader?)null);
        while (model.Next())
        {
            if (model.Field == 2)
                producer = model.Text();
            else if (model.Field == 7)
                graph = model.Message();
        }
        if (graph is null)
            throw new CheckpointException($"{source.Name} is no ONNX model: it holds no graph. Copy or download it again.");
        return new Builder(source, budget).Read(producer, graph);
    }

    /// <summary>The weight behind a value; null where it is none.</summary>
    public CheckpointTensor? WeightOf(string value) => Weights.GetValueOrDefault(Resolve(value));

    /// <summary>
    /// The weights without those that no network learns: bounds, shapes and the like, and single numbers that the graph's own operations
    /// compute with. What nothing takes stays.
    /// </summary>
    public IEnumerable<CheckpointTensor> Learnt()
    {
        var uses = Nodes.SelectMany(node => node.Inputs.Select((input, place) => (Value: Resolve(input), IsSetting: place > 0 && WithSettings.Contains(node.Operation)))).ToLookup(use => use.Value, use => use.IsSetting);
        return Weights.Values.Where(weight => !uses.Contains(weight.Name) || !uses[weight.Name].All(isSetting => isSetting || (Constants.Contains(weight.Name) && weight.Shape.All(size => size == 1))));
    }

    /// <summary>Why a value is no weight that can be read, for a message.</summary>
    public string WhyNoWeight(string value)
    {
        var name = Resolve(value);
        return Unread.FirstOrDefault(unread => unread.StartsWith($"{NameList.Shorten(name)} (", StringComparison.Ordinal)) is { } unread ? $"{unread} is stored in a way that is not read"
            : Nodes.FirstOrDefault(node => node.Outputs.Contains(name)) is { } maker ? $"{maker} computes it"
            : $"{NameList.Shorten(name)} is not in the file";
    }

    /// <summary>The value that another one passes on. Nothing is passed on in a circle.</summary>
    public string Resolve(string value)
    {
        while (Passed.TryGetValue(value, out var before))
            value = before;
        return value;
    }

    /// <summary>In place of how many of its inputs were followed: the value is reached.</summary>
    private const int Done = -1;

    private sealed class Builder(ByteSource source, MemoryBudget budget)
    {
        private readonly List<OnnxNode> _nodes = [];
        private readonly Dictionary<string, CheckpointTensor> _weights = new(StringComparer.Ordinal);
        private readonly Dictionary<string, string> _passed = new(StringComparer.Ordinal);
        private readonly HashSet<string> _constants = new(StringComparer.Ordinal);
        private readonly List<string> _unread = [];

        public OnnxGraph Read(string producer, ProtobufReader graph)
        {
            while (graph.Next())
            {
                if (graph.Field == 1)
                    ReadNode(graph.Message());
                else if (graph.Field == 5)
                    ReadTensor(graph.Message(), null);
                else if (graph.Field == 15)
                    ReadSparse(graph.Message());
            }
            RequireOrder();
            return new OnnxGraph(producer, _nodes, _weights, _passed, _constants, _unread);
        }

        /// <summary>Refuses values that are made twice and operations that wait for each other, which no program can run.</summary>
        private void RequireOrder()
        {
            var makers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
            foreach (var (outputs, inputs) in _nodes.Select(node => (node.Outputs, node.Inputs)).Concat(_passed.Select(pass => ((IReadOnlyList<string>)[pass.Key], (IReadOnlyList<string>)[pass.Value]))))
            {
                foreach (var output in outputs.Where(output => output.Length > 0))
                {
                    if (!makers.TryAdd(output, inputs))
                        throw new CheckpointException($"{source.Name} is no valid graph: two of its operations make the value {NameList.Shorten(output)}. Export the network again.");
                }
            }
            var waiting = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var value in makers.Keys)
            {
                if (!Follow(value))
                    throw new CheckpointException($"{source.Name} is no valid graph: its operations wait for each other in a circle, through the value {NameList.Shorten(value)}. Export the network again.");
            }

            // By hand and not by recursion: a graph may be deeper than the stack.
            bool Follow(string start)
            {
                var path = new Stack<string>([start]);
                while (path.TryPeek(out var value))
                {
                    ref var place = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(waiting, value, out _);
                    if (place == Done || !makers.TryGetValue(value, out var inputs) || place == inputs.Count)
                    {
                        place = Done;
                        path.Pop();
                        continue;
                    }
                    var next = inputs[place++];
                    if (waiting.TryGetValue(next, out var reached) && reached > 0 && makers.ContainsKey(next))
                        return false;
                    if (reached != Done && makers.ContainsKey(next))
                        path.Push(next);
                }
                return true;
            }
        }

        private void ReadNode(ProtobufReader node)
        {
            budget.Charge(256);
            var (operation, domain, inputs, outputs) = ("", "", new List<string>(), new List<string>());
            var (numbers, reals) = (new Dictionary<string, long[]>(StringComparer.Ordinal), new Dictionary<string, double>(StringComparer.Ordinal));
            var (padding, value) = ("", (ProtobufReader?)null);
            while (node.Next())
            {
                switch (node.Field)
                {
                    case 1:
                        inputs.Add(Text(node));
                        break;
                    case 2:
                        outputs.Add(Text(node));
                        break;
                    case 4:
                        operation = Text(node);
                        break;
                    case 5:
                        ReadAttribute(node.Message());
                        break;
                    case 7:
                        domain = Text(node);
                        break;
                    default:
                        break;
                }
            }
            // Of another domain, an operation computes what its maker likes, whatever its name.
            if (domain is not ("" or "ai.onnx"))
                operation = $"{domain}.{operation}";
            if (operation == "Constant" && value is not null && outputs is [var name])
                ReadTensor(value, name);
            else if (operation is "Identity" or "Dropout" && inputs is [var before, ..] && outputs is [var after, ..] && !_passed.ContainsKey(after))
                _passed.Add(after, before);
            else
                _nodes.Add(new OnnxNode(operation, inputs, outputs, numbers, reals, padding));

            void ReadAttribute(ProtobufReader attribute)
            {
                var (key, real, whole, text) = ("", (double?)null, new List<long>(), "");
                while (attribute.Next())
                {
                    if (attribute.Field == 1)
                        key = Text(attribute);
                    else if (attribute.Field == 2 && attribute.Wire == WireType.Fixed32)
                        real = BitConverter.UInt32BitsToSingle((uint)attribute.Number);
                    else if (attribute.Field is 3 or 8)
                        whole.AddRange(Numbers(attribute));
                    else if (attribute.Field == 4 && attribute.Wire == WireType.Length && attribute.Bytes.Length <= LongestText)
                        text = Text(attribute);
                    else if (attribute.Field == 5)
                        value = attribute.Message();
                }
                if (whole.Count > 0)
                    numbers[key] = [.. whole];
                if (real is { } given)
                    reals[key] = given;
                if (key == "auto_pad")
                    padding = text;
            }
        }

        /// <summary>A sparse weight has the name of its values, and is left unread.</summary>
        private void ReadSparse(ProtobufReader sparse)
        {
            budget.Charge(256);
            while (sparse.Next())
            {
                if (sparse.Field != 1)
                    continue;
                var values = sparse.Message();
                while (values.Next())
                {
                    if (values.Field == 8)
                        _unread.Add($"{NameList.Shorten(Text(values))} (sparse)");
                }
            }
        }

        private void ReadTensor(ProtobufReader tensor, string? constant)
        {
            budget.Charge(512);
            var (shape, type, name, isExternal) = (new List<long>(), 0L, constant ?? "", false);
            var data = new List<(int Field, WireType Wire, long Offset, long Length)>();
            while (tensor.Next())
            {
                switch (tensor.Field)
                {
                    case 1:
                        shape.AddRange(Numbers(tensor));
                        break;
                    case 2:
                        type = (long)tensor.Number;
                        break;
                    case 8:
                        name = constant ?? Text(tensor);
                        break;
                    case 4 or 5 or 6 or 7 or 9 or 10 or 11:
                        budget.Charge(32);
                        data.Add((tensor.Field, tensor.Wire, tensor.Bytes.Offset, tensor.Bytes.Length));
                        break;
                    case 13:
                        isExternal = true;
                        break;
                    case 14:
                        isExternal |= tensor.Number == External;
                        break;
                    default:
                        break;
                }
            }
            if (isExternal)
                throw new CheckpointException($"{source.Name} keeps the weight {NameList.Shorten(name)} in another file (external data): all weights must be in the file itself. Save it again in one file, in Python with onnx.save(model, path, save_as_external_data=False).");
            Add(name, constant is not null, [.. shape], type, data);
        }

        private void Add(string name, bool isConstant, long[] shape, long type, List<(int Field, WireType Wire, long Offset, long Length)> data)
        {
            var info = ElementTypes.ByOnnxNumber(type);
            var isPlain = info is not null && data is [(_, WireType.Length, _, _) only]
                && (only.Field == 9 || (only.Field == 4 && info.Type == ElementType.Float32) || (only.Field == 10 && info.Type == ElementType.Float64));
            if (TensorGeometry.ElementCount(shape) is not { } count)
                throw new CheckpointException($"{source.Name} is damaged: the weight {NameList.Shorten(name)} has the shape [{string.Join(", ", shape)}]. Copy or download it again.");
            if (!isPlain)
            {
                _unread.Add($"{NameList.Shorten(name)} ({info?.TorchName ?? $"type {type.ToString(CultureInfo.InvariantCulture)}"})");
                return;
            }
            var (_, _, offset, length) = data[0];
            if ((Int128)count * info!.Size != length)
                throw new CheckpointException($"{source.Name} is damaged: the weight {NameList.Shorten(name)} has {length} bytes where its shape [{string.Join(", ", shape)}] asks for {(Int128)count * info.Size}. Copy or download it again.");
            var storage = new CheckpointStorage(name, info, count, new StoredBytes(source, $"weight {NameList.Shorten(name)}", offset, length, length));
            if (!_weights.TryAdd(name, new CheckpointTensor(name, storage, 0, shape, TensorGeometry.ContiguousStrides(shape))))
                throw new CheckpointException($"{source.Name} is damaged: it has two weights called '{NameList.Shorten(name)}'. Copy or download it again.");
            if (isConstant)
                _constants.Add(name);
        }

        private string Text(ProtobufReader field)
        {
            var text = field.Text();
            budget.Charge(64 + (2L * text.Length));
            return text;
        }

        private IEnumerable<long> Numbers(ProtobufReader field)
        {
            foreach (var number in field.Numbers())
            {
                budget.Charge(8);
                yield return number;
            }
        }
    }
}
