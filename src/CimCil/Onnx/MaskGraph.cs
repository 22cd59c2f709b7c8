using CimCil.Networks;
using CimCil.Onnx.Messages;
using static TorchSharp.torch;

namespace CimCil.Onnx;

/// <summary>
/// Writes the whole graph of a mask model: heatmaps from one path of activations, logits and features from ReLU, with operators
/// of opset 17 that DirectML takes.
/// </summary>
internal sealed class MaskGraph
{
    /// <summary>A map whose range is below this part of its largest magnitude says nothing about place; as in Masking.</summary>
    private const float FlatRange = 1e-6f;

    private readonly MaskNetwork _network;
    private readonly int _imageSide;
    private readonly ActivationPath _heatmapPath;
    private readonly ExportOptions _options;
    private readonly GraphBuilder _graph;

    private MaskGraph(MaskNetwork network, int imageSide, ActivationPath heatmapPath, ExportOptions options)
    {
        (_network, _imageSide, _heatmapPath, _options) = (network, imageSide, heatmapPath, options);
        _graph = new GraphBuilder(options.Precision);
    }

    /// <summary>The graph of a network.</summary>
    /// <param name="network">The network; its norms are taken as in evaluation mode.</param>
    /// <param name="imageSide">Side of the square images.</param>
    /// <param name="heatmapPath">The activations that heatmaps come from.</param>
    /// <param name="options">The form.</param>
    public static GraphProto Write(MaskNetwork network, int imageSide, ActivationPath heatmapPath, ExportOptions options) =>
        new MaskGraph(network, imageSide, heatmapPath, options).Write();

    private GraphProto Write()
    {
        var images = new Maps(_graph.ToInner(GraphNames.Image), 3, _imageSide);
        BackboneGraph[] branches = [.. _network.Branches.Select((branch, i) => new BackboneGraph(_graph, branch, $"convnets.{i}.", _options.RationalLength))];
        Maps[] MapsOf(ActivationPath path) => [.. branches.Select(branch => branch.Write(images, path))];

        using var scope = NewDisposeScope();
        var head = _network.HeadWeight.detach().to(ScalarType.Float32).cpu().contiguous();
        var weight = _graph.Weight("fc.weight", head.data<float>().ToArray(), head.shape);
        var reluMaps = MapsOf(ActivationPath.Relu);
        WriteFeaturesAndLogits([.. reluMaps.Select(map => map.Name)], weight);
        var maps = _heatmapPath == ActivationPath.Relu ? reluMaps : MapsOf(ActivationPath.Rational);
        var side = maps[0].Side;
        WriteHeatmap([.. maps.Select(map => map.Name)], weight, side * side, side);
        Declare(side);
        return _graph.Graph;
    }

    private void Declare(int mapSide)
    {
        const TensorProto.Types.DataType Number = TensorProto.Types.DataType.Float;
        var batch = _options.BatchSize;
        _graph.Graph.Input.Add(GraphBuilder.Value(GraphNames.Image, Number, batch, 3, _imageSide, _imageSide));
        if (_options.Labels == ModelLabels.Given)
            _graph.Graph.Input.Add(GraphBuilder.Value(GraphNames.Label, TensorProto.Types.DataType.Int64, batch));
        _graph.Graph.Output.Add(GraphBuilder.Value(GraphNames.Heatmap, Number, batch, mapSide, mapSide));
        _graph.Graph.Output.Add(GraphBuilder.Value(GraphNames.Logits, Number, batch, _network.ClassCount));
        _graph.Graph.Output.Add(GraphBuilder.Value(GraphNames.Features, Number, batch, _network.FeatureCount));
    }

    private void WriteFeaturesAndLogits(string[] maps, string weight)
    {
        string[] pooled = [.. maps.Select(map => _graph.Node("GlobalAveragePool", $"{map}/pooled", [map]))];
        var all = Concatenated(pooled, "pooled");
        _graph.Node("Flatten", GraphNames.Features, [all], GraphBuilder.Attribute("axis", 1));
        _graph.Node("Gemm", GraphNames.Logits, [GraphNames.Features, weight], GraphBuilder.Attribute("transB", 1));
    }

    /// <summary>The class activation map, normalised; all 0 where it is flat (decision 9).</summary>
    private void WriteHeatmap(string[] branchMaps, string weight, int mapArea, int mapSide)
    {
        var label = _options.Labels == ModelLabels.Given
            ? GraphNames.Label
            : _graph.Node("ArgMax", "predicted", [GraphNames.Logits], GraphBuilder.Attribute("axis", 1), GraphBuilder.Attribute("keepdims", 0));
        var maps = Concatenated(branchMaps, "maps");
        var flatMaps = _graph.Node("Reshape", "maps/flat", [maps, _graph.Integers("shape.maps", 0, _network.FeatureCount, mapArea)]);
        var row = _graph.Node("Gather", "head_row", [weight, label], GraphBuilder.Attribute("axis", 0)); // [N, D]
        var rows = _graph.Node("Reshape", "head_row/matrix", [row, _graph.Integers("shape.row", 0, 1, _network.FeatureCount)]);
        var activation = _graph.Node("MatMul", "activation", [rows, flatMaps]); // [N, 1, h w]

        var lowest = Reduced("ReduceMin", "activation/lowest", activation);
        var shifted = _graph.Node("Sub", "shifted", [activation, lowest]);
        var peak = Reduced("ReduceMax", "shifted/peak", shifted);
        var scale = Reduced("ReduceMax", "activation/scale", _graph.Node("Abs", "activation/magnitude", [activation]));
        var least = _graph.Node("Mul", "least_peak", [scale, _graph.Weight("flat_range", [FlatRange])]);
        // A NaN is not greater: such a map has no evidence either.
        var isClear = _graph.Node("Greater", "is_clear", [peak, least]);
        var values = _graph.Node("Where", "clear", [isClear, shifted, _graph.Weight("zero", [0f])]);
        var divisor = _graph.Node("Where", "clear/peak", [isClear, peak, _graph.Weight("one", [1f])]);
        var normalised = _graph.Node("Div", "normalised", [values, divisor]);
        _graph.Node("Reshape", GraphNames.Heatmap, [normalised, _graph.Integers("shape.heatmap", 0, mapSide, mapSide)]);
    }

    private string Reduced(string operation, string name, string value) =>
        _graph.Node(operation, name, [value], GraphBuilder.Attribute("axes", [2L]), GraphBuilder.Attribute("keepdims", 1));

    private string Concatenated(string[] parts, string name) =>
        parts.Length == 1 ? parts[0] : _graph.Node("Concat", name, parts, GraphBuilder.Attribute("axis", 1));
}
