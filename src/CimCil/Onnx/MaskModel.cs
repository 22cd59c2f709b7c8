using CimCil.Onnx.Messages;
using CimCil.PyBridge;
using Google.Protobuf;

namespace CimCil.Onnx;

/// <summary>
/// A mask model that was read from its file and found whole: complete metadata, the inputs and outputs that they promise, content
/// as it was exported. Immutable; needs neither libtorch nor ONNX Runtime.
/// </summary>
public sealed class MaskModel
{
    private readonly ModelProto _model;

    private MaskModel(string path, ModelProto model, MaskModelInfo info, string hash)
    {
        (Path, _model, Info, ContentHash) = (path, model, info, hash);
        BatchSize = Dimension(model.Graph.Input[0], 0) is > 0 and var size ? size : null;
        Labels = model.Graph.Input.Count > 1 ? ModelLabels.Given : ModelLabels.Predicted;
        HeatmapSide = Dimension(Output(GraphNames.Heatmap), 1);
        FeatureCount = Dimension(Output(GraphNames.Features), 1);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What travels with the graph.</summary>
    public MaskModelInfo Info { get; }

    /// <summary>SHA-256 of the content, in hexadecimal; names the model in results made with it.</summary>
    public string ContentHash { get; }

    /// <summary>Where the class of a heatmap comes from.</summary>
    public ModelLabels Labels { get; }

    /// <summary>Images per step where the model fixes them; null where any number fits.</summary>
    public int? BatchSize { get; }

    /// <summary>Side of the square heatmaps.</summary>
    public int HeatmapSide { get; }

    /// <summary>Length D of a feature vector.</summary>
    public int FeatureCount { get; }

    /// <summary>Classes C.</summary>
    public int ClassCount => Info.ClassNames.Count;

    /// <summary>Operations in the graph.</summary>
    public int NodeCount => _model.Graph.Node.Count;

    /// <summary>Reads and checks a model.</summary>
    /// <exception cref="CheckpointException">
    /// The file is missing, truncated, too large, changed, no mask model, or keeps weights elsewhere; the message says which and what to do.
    /// </exception>
    public static MaskModel Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var model = ModelFile.Read(path);
        var (info, hash) = ModelMetadata.Read(model, path);
        if (model.OpsetImport is not [{ Domain: "", Version: OnnxExporter.Opset }])
            throw new CheckpointException($"{path} does not use opset {OnnxExporter.Opset} alone, as mask models do. Export it again with 'cimcil export RUN'.");
        CheckValues(model.Graph, info, path);
        return new MaskModel(path, model, info, hash);
    }

    /// <summary>The ONNX file of the part of the graph that the given outputs need.</summary>
    internal byte[] BytesFor(MaskOutputs outputs)
    {
        var part = _model.Clone();
        var names = GraphNames.Of(outputs).ToHashSet(StringComparer.Ordinal);
        var needed = new HashSet<string>(names, StringComparer.Ordinal);
        // Nodes stand in the order of computation, so one pass from the end finds all that is needed.
        for (var i = part.Graph.Node.Count - 1; i >= 0; i--)
        {
            if (part.Graph.Node[i].Output.Any(needed.Contains))
                needed.UnionWith(part.Graph.Node[i].Input);
            else
                part.Graph.Node.RemoveAt(i);
        }
        Keep(part.Graph.Initializer, weight => needed.Contains(weight.Name));
        Keep(part.Graph.Input, input => needed.Contains(input.Name));
        Keep(part.Graph.Output, output => names.Contains(output.Name));
        return part.ToByteArray();
    }

    private static void Keep<T>(IList<T> items, Func<T, bool> isKept)
    {
        for (var i = items.Count - 1; i >= 0; i--)
        {
            if (!isKept(items[i]))
                items.RemoveAt(i);
        }
    }

    private ValueInfoProto Output(string name) => _model.Graph.Output.Single(output => output.Name == name);

    private static void CheckValues(GraphProto graph, MaskModelInfo info, string path)
    {
        var inputs = graph.Input.Select(Describe).ToArray();
        var side = info.ImageSide;
        var batch = graph.Input.Count > 0 ? Dimension(graph.Input[0], 0) : 0;
        var size = batch > 0 ? $"{batch}" : "N";
        string[] image = [$"{GraphNames.Image} float [{size}, 3, {side}, {side}]"];
        var isKnown = inputs.SequenceEqual(image) || inputs.SequenceEqual([.. image, $"{GraphNames.Label} int64 [{size}]"]);
        if (!isKnown)
            throw Unfit("inputs", string.Join(", ", inputs), $"{image[0]}, and perhaps {GraphNames.Label} int64 [{size}]");
        string[] outputs = [.. graph.Output.Select(Describe)];
        var (map, features) = graph.Output.Count == 3 ? (Dimension(graph.Output[0], 1), Dimension(graph.Output[2], 1)) : (0, 0);
        string[] expected =
        [
            $"{GraphNames.Heatmap} float [{size}, {map}, {map}]",
            $"{GraphNames.Logits} float [{size}, {info.ClassNames.Count}]",
            $"{GraphNames.Features} float [{size}, {features}]",
        ];
        if (!outputs.SequenceEqual(expected) || map <= 0 || features <= 0)
            throw Unfit("outputs", string.Join(", ", outputs), $"{GraphNames.Heatmap} float [{size}, h, h], {expected[1]}, {GraphNames.Features} float [{size}, D]");

        CheckpointException Unfit(string what, string found, string rule) =>
            new($"{path} has the {what} {found}; with its metadata (image_side {side}, {info.ClassNames.Count} classes) they must be {rule}. Export it again with 'cimcil export RUN'.");
    }

    private static string Describe(ValueInfoProto value)
    {
        var tensor = value.Type?.TensorType;
        var type = (TensorProto.Types.DataType)(tensor?.ElemType ?? 0);
        var sides = tensor?.Shape?.Dim.Select(side => side.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue ? $"{side.DimValue}" : side.DimParam) ?? [];
        return $"{value.Name} {type.ToString().ToLowerInvariant()} [{string.Join(", ", sides)}]";
    }

    /// <summary>A side of a value; 0 where it is open.</summary>
    private static int Dimension(ValueInfoProto value, int index) =>
        value.Type?.TensorType?.Shape?.Dim is { } sides && index < sides.Count && sides[index].DimValue <= int.MaxValue ? (int)sides[index].DimValue : 0;
}
