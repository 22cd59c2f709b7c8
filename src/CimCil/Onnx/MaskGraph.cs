using CimCil.Configuration;
using CimCil.Masking;
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
    private readonly HeatmapAlignment _alignment;
    private readonly ExportOptions _options;
    private readonly GraphBuilder _graph;
    private readonly string _images;

    private MaskGraph(MaskNetwork network, MaskModelInfo info, ExportOptions options)
    {
        (_network, _imageSide, _heatmapPath, _alignment, _options) = (network, info.ImageSide, info.HeatmapPath, info.HeatmapAlignment, options);
        _graph = new GraphBuilder(options.Precision);
        _images = _graph.ToInner(GraphNames.Image);
    }

    /// <summary>The graph of a network.</summary>
    /// <param name="network">The network; its norms are taken as in evaluation mode.</param>
    /// <param name="info">Side of the square images, and which heatmaps it makes.</param>
    /// <param name="options">The form.</param>
    public static GraphProto Write(MaskNetwork network, MaskModelInfo info, ExportOptions options) => new MaskGraph(network, info, options).Write();

    private GraphProto Write()
    {
        var network = _network.Network;
        Maps[] BranchMaps(ActivationPath path) => [.. network.Branches.Select((branch, i) => MapsOf(branch, $"branches.{i}.", path))];

        using var scope = NewDisposeScope();
        var classifier = Weight("heads.classifier.weight", network.Classifier.Weight);
        var reluMaps = BranchMaps(ActivationPath.Relu);
        WriteFeatures([.. reluMaps.Select(map => map.Name)]);
        WriteLogits(classifier);
        var maps = _heatmapPath == ActivationPath.Relu ? reluMaps : BranchMaps(_heatmapPath);
        var side = maps[0].Side;
        WriteHeatmap([.. maps.Select(map => map.Name)], classifier, side * side, side);
        Declare(side);
        return _graph.Graph;
    }

    private Maps MapsOf(Backbone branch, string prefix, ActivationPath path)
    {
        var layers = new GraphLayers(_graph, new ModuleNames(branch, prefix), path, _options.RationalLength);
        var maps = branch.Apply(layers, new Maps(_images, 3, _imageSide));
        return maps.With(_graph.ToFloat32(layers.Value(maps)));
    }

    private string Weight(string name, Tensor weight)
    {
        using var scope = NewDisposeScope();
        var values = weight.detach().to(ScalarType.Float32).cpu().contiguous();
        return _graph.Weight(name, values.data<float>().ToArray(), values.shape);
    }

    private void Declare(int mapSide)
    {
        const TensorProto.Types.DataType Number = TensorProto.Types.DataType.Float;
        var batch = _options.BatchSize;
        _graph.Graph.Input.Add(GraphBuilder.Value(GraphNames.Image, Number, batch, 3, _imageSide, _imageSide));
        if (_options.Labels == ModelLabels.Given)
            _graph.Graph.Input.Add(GraphBuilder.Value(GraphNames.Label, TensorProto.Types.DataType.Int64, batch));
        _graph.Graph.Output.Add(GraphBuilder.Value(GraphNames.Heatmap, Number, batch, mapSide, mapSide));
        _graph.Graph.Output.Add(GraphBuilder.Value(GraphNames.Logits, Number, batch, _network.Head.ClassCount));
        _graph.Graph.Output.Add(GraphBuilder.Value(GraphNames.Features, Number, batch, _network.FeatureCount));
    }

    private void WriteFeatures(string[] maps)
    {
        string[] pooled = [.. maps.Select(map => _graph.Node("GlobalAveragePool", $"{map}/pooled", [map]))];
        _graph.Node("Flatten", GraphNames.Features, [Concatenated(pooled, "pooled")], GraphBuilder.Attribute("axis", 1));
    }

    private void WriteLogits(string classifier)
    {
        if (_network.Head is NearestMeanHead means)
            WriteNearness(means);
        else
            _graph.Node("Gemm", GraphNames.Logits, [GraphNames.Features, classifier], GraphBuilder.Attribute("transB", 1));
    }

    /// <summary>Minus the squared distance of each feature vector, divided by its length, to each class mean: 2 f m - (|f|^2 + |m|^2).</summary>
    private void WriteNearness(NearestMeanHead head)
    {
        using var scope = NewDisposeScope();
        var (means, squares) = (Weight("heads.means", head.Means), Weight("heads.means.squares", head.Means.square().sum(1)));
        var length = _graph.Node("ReduceL2", "features/length", [GraphNames.Features], GraphBuilder.Attribute("axes", [1L]), GraphBuilder.Attribute("keepdims", 1));
        var normalised = _graph.Node("Div", "features/normalised", [GraphNames.Features, _graph.Node("Add", "features/divisor", [length, _graph.Weight("length_epsilon", [1e-8f])])]);
        var ownSquares = _graph.Node("ReduceSumSquare", "features/squares", [normalised], GraphBuilder.Attribute("axes", [1L]), GraphBuilder.Attribute("keepdims", 1));
        var product = _graph.Node("Gemm", "nearness/product", [normalised, means], GraphBuilder.Attribute("transB", 1));
        var twice = _graph.Node("Mul", "nearness/twice", [product, _graph.Weight("two", [2f])]);
        _graph.Node("Sub", GraphNames.Logits, [twice, _graph.Node("Add", "nearness/squares", [ownSquares, squares])]);
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
        var activation = Aligned(_graph.Node("MatMul", "activation", [rows, flatMaps]), mapArea, mapSide); // [N, 1, h w]

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

    /// <summary>The activation with its cells over the pixels that their windows are centred on, where that is asked for; [N, 1, h w].</summary>
    private string Aligned(string activation, int mapArea, int mapSide)
    {
        if (_alignment == HeatmapAlignment.AsEnlarged)
            return activation;
        using var scope = NewDisposeScope();
        var shares = CellCentres.Shares(mapSide, _imageSide, _network.Network.Config.Stride, CPU);
        var (rows, columns) = (Weight("cells.rows", shares), Weight("cells.columns", shares.transpose(0, 1)));
        var map = _graph.Node("Reshape", "activation/map", [activation, _graph.Integers("shape.activation", 0, mapSide, mapSide)]);
        var moved = _graph.Node("MatMul", "activation/moved", [_graph.Node("MatMul", "activation/moved_down", [rows, map]), columns]);
        return _graph.Node("Reshape", "activation/aligned", [moved, _graph.Integers("shape.aligned", 0, 1, mapArea)]);
    }

    private string Reduced(string operation, string name, string value) =>
        _graph.Node(operation, name, [value], GraphBuilder.Attribute("axes", [2L]), GraphBuilder.Attribute("keepdims", 1));

    private string Concatenated(string[] parts, string name) =>
        parts.Length == 1 ? parts[0] : _graph.Node("Concat", name, parts, GraphBuilder.Attribute("axis", 1));
}
