using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>The linear classifier of a graph: what it computes is <c>Scale * W x + BiasScale * b</c>.</summary>
/// <param name="Weight">W, [classes, channels], or [channels, classes] where it is transposed.</param>
/// <param name="IsTransposed">Whether it is.</param>
/// <param name="Scale">What its products are multiplied by.</param>
/// <param name="Bias">b, a number for each class or one for all; null for none.</param>
/// <param name="BiasScale">What it is multiplied by.</param>
internal sealed record OnnxHead(CheckpointTensor Weight, bool IsTransposed, double Scale, CheckpointTensor? Bias, double BiasScale)
{
    private static readonly string[] Averages = ["GlobalAveragePool", "AveragePool", "ReduceMean"];
    private static readonly string[] Shapes = ["Flatten", "Reshape", "Squeeze", "Unsqueeze", "Transpose", "Cast"];
    private static readonly string[] Probabilities = ["Softmax", "LogSoftmax", "Sigmoid", "ArgMax", "TopK", "Cast"];

    /// <summary>Its values that are weights.</summary>
    public IEnumerable<CheckpointTensor> Used => Bias is null ? [Weight] : [Weight, Bias];

    private long ClassCount => Weight.Shape[IsTransposed ? 1 : 0];

    /// <summary>The classifier behind the last map; where there is another head, what it is.</summary>
    /// <exception cref="OnnxDifference">The map is changed before it is pooled.</exception>
    public static (OnnxHead? Head, string? Remark) Behind(OnnxGraph graph, OnnxWiring wiring, string map, long channels)
    {
        if (wiring.UsersOf(map) is not [var pool])
            return (null, wiring.UsersOf(map).Count == 0 ? null : Other($"the last map goes to {wiring.UsersOf(map).Count} operations"));
        if (!pool.Operation.EndsWith("Pool", StringComparison.Ordinal) && !pool.Operation.StartsWith("Reduce", StringComparison.Ordinal) && !Shapes.Contains(pool.Operation))
            throw new OnnxDifference($"{pool} follows the last block, where ours ends");
        if (!Averages.Contains(pool.Operation))
            return (null, Other($"{pool} follows the last map, which ours averages"));
        var value = pool.Outputs[0];
        while (wiring.UsersOf(value) is [{ Outputs.Count: > 0 } shape] && Shapes.Contains(shape.Operation))
            value = shape.Outputs[0];
        if (wiring.UsersOf(value) is not [var linear])
            return (null, wiring.UsersOf(value).Count == 0 ? null : Other($"the features go to {wiring.UsersOf(value).Count} operations"));
        var (head, result) = linear.Operation switch
        {
            "Gemm" => (OfGemm(graph, linear, value), linear.Outputs[0]),
            "MatMul" => OfProduct(graph, wiring, linear, value),
            _ => (null, ""),
        };
        if (head is null || head.Weight.Shape[head.IsTransposed ? 0 : 1] != channels || (head.Bias is { } bias && bias.ElementCount != 1 && bias.ElementCount != head.ClassCount))
            return (null, Other($"{linear} is no linear layer over {channels} features"));
        return wiring.UsersOf(result).FirstOrDefault(node => !Probabilities.Contains(node.Operation)) is { } more
            ? (null, Other($"{more} follows its first layer"))
            : (head, null);
    }

    /// <summary>Weight and bias as our linear layers have them.</summary>
    public (CheckpointTensor Weight, CheckpointTensor Bias) AsOurs(string file, string weight, string bias)
    {
        return (OfWeight().Named(weight), OfBias().Named(bias));

        CheckpointTensor OfWeight() => !IsTransposed && Scale == 1 ? Weight : OnnxFile.Computed(file, Weight, values => Scale * (IsTransposed ? values.t() : values));

        CheckpointTensor OfBias()
        {
            if (Bias is { } own && BiasScale == 1 && own.Shape.SequenceEqual([ClassCount]))
                return own;
            if (Bias is { } other)
                return OnnxFile.Computed(file, other, values => (BiasScale * values).flatten().expand(ClassCount));
            using var scope = torch.NewDisposeScope();
            return OnnxFile.InMemory(file, bias, torch.zeros(ClassCount, Weight.Storage.Type.Scalar ?? torch.ScalarType.Float32));
        }
    }

    private static OnnxHead? OfGemm(OnnxGraph graph, OnnxNode node, string value)
    {
        if (node.Inputs.Count < 2 || graph.Resolve(node.Inputs[0]) != graph.Resolve(value) || node.Number("transA", 0) != 0 || graph.WeightOf(node.Inputs[1]) is not { Shape: [_, _] } weight)
            return null;
        var isBiased = node.Inputs.Count > 2 && node.Inputs[2].Length > 0;
        var bias = isBiased ? graph.WeightOf(node.Inputs[2]) : null;
        return isBiased && bias is null ? null : new OnnxHead(weight, node.Number("transB", 0) == 0, node.Reals.GetValueOrDefault("alpha", 1), bias, node.Reals.GetValueOrDefault("beta", 1));
    }

    private static (OnnxHead? Head, string Result) OfProduct(OnnxGraph graph, OnnxWiring wiring, OnnxNode node, string value)
    {
        if (node.Inputs.Count != 2 || graph.Resolve(node.Inputs[0]) != graph.Resolve(value) || graph.WeightOf(node.Inputs[1]) is not { Shape: [_, _] } weight)
            return (null, "");
        var result = node.Outputs[0];
        var bias = wiring.UsersOf(result) is [{ Operation: "Add", Inputs.Count: 2 } sum] ? sum.Inputs.Select(graph.WeightOf).OfType<CheckpointTensor>().FirstOrDefault() : null;
        return (new OnnxHead(weight, IsTransposed: true, 1, bias, 1), bias is null ? result : wiring.UsersOf(result)[0].Outputs[0]);
    }

    private static string Other(string what) => $"classifier: {what}: its weights keep their names";
}
