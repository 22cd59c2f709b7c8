using CimCil.Onnx;
using CimCil.Onnx.Messages;
using CimCil.PyBridge;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.PyBridge;

/// <summary>Which values of a graph are weights, what is said of those that are not read, and how exact they are.</summary>
[TestClass]
public sealed class OnnxWeightsTests
{
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    /// <summary>Bounds, shapes and single numbers that a graph computes with are no weights; weights may stand in its operations too.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void BoundsAndShapesAreNoWeights(bool areConstants)
    {
        using var graph = new OnnxNetwork();
        var weights = NamesIn(graph).ToHashSet();
        graph.Builder.Weight("low", [0f]);
        graph.Builder.Weight("high", [6f]);
        graph.Builder.Integers("shape", 0, OnnxNetwork.Channels, 1, 1);
        graph.Insert("features", "Clip", "clipped", "low", "high");
        graph.Insert("features", "Reshape", "reshaped", "shape");
        if (areConstants)
        {
            graph.Builder.Weight("half", [0.5f], 1);
            graph.Insert("features", "Mul", "halved", "half");
            foreach (var weight in graph.Graph.Initializer.ToList())
                graph.MakeConstant(weight);
            Assert.IsEmpty(graph.Graph.Initializer);
        }
        else
        {
            // A single number in the list may be learnt, as the gain of a whole map is.
            weights.Add(graph.Builder.Weight("gain", [0.5f], 1));
            graph.Insert("features", "Mul", "scaled", "gain");
        }
        // It is a graph that runs.
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(graph.Bytes());
        CollectionAssert.AreEquivalent(weights.ToArray(), NamesIn(graph));

        string[] NamesIn(OnnxNetwork graph)
        {
            WeightConversion.Convert(_folder.Write("bounded.onnx", graph.Bytes()), _folder["bounded.safetensors"]);
            using var written = CheckpointFile.Open(_folder["bounded.safetensors"]);
            return [.. written.Tensors.Select(tensor => tensor.Name)];
        }
    }

    /// <summary>What an import computes anew, a bias or a variance with another epsilon, is no less exact than the rest.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void WeightsOfDoublePrecisionKeepIt(bool isTransposed)
    {
        const double Third = 1.0 / 3;
        using var scope = NewDisposeScope();
        using var graph = new OnnxNetwork();
        graph.Builder.Weight("w", new float[3 * OnnxNetwork.Channels], isTransposed ? [OnnxNetwork.Channels, 3] : [3, OnnxNetwork.Channels]);
        graph.Builder.Weight("b", new float[3], 3);
        graph.Classify("Gemm", "w", "b").Attribute.AddRange([GraphBuilder.Attribute("transB", isTransposed ? 0L : 1L), .. isTransposed ? new[] { new AttributeProto { Name = "beta", F = 2, Type = AttributeProto.Types.AttributeType.Float } } : []]);
        graph["bn1"].Attribute.Add(new AttributeProto { Name = "epsilon", F = 0.5f, Type = AttributeProto.Types.AttributeType.Float });
        foreach (var weight in graph.Graph.Initializer)
        {
            // The messages of the library have no doubles, whose number is 11.
            (weight.DataType, var count) = (11, weight.RawData.Length / sizeof(float));
            weight.RawData = Google.Protobuf.ByteString.CopyFrom([.. Enumerable.Range(0, count).SelectMany(i => BitConverter.GetBytes(i + Third))]);
        }
        using var file = CheckpointFile.Open(_folder.Write("double.onnx", graph.Bytes()));
        CollectionAssert.AreEquivalent(new[] { ElementType.Float64 }, file.Tensors.Select(tensor => tensor.ElementType).Distinct().ToArray());
        CollectionAssert.AreEqual(new[] { Third, 1 + Third, 2 + Third }.Select(value => isTransposed ? 2 * value : value).ToArray(), file["fc.bias"].Read().data<double>().ToArray());
        Assert.AreEqual(isTransposed ? 3 + Third : 1 + Third, file["fc.weight"].Read()[0, 1].ToDouble());
        Assert.AreEqual(1 + Third + 0.5 - 1e-5, file["bn1.running_var"].Read()[1].ToDouble(), 1e-15);
        Assert.AreEqual("not 1E-05 in 1 of 6 norms: the difference is in their variances", file.Metadata["epsilon"]);
    }

    [TestMethod]
    [DataRow(float.NaN)]
    [DataRow(-1e-3f)]
    public void AnEpsilonThatIsNoneIsNamed(float epsilon)
    {
        using var graph = new OnnxNetwork();
        graph["bn1"].Attribute.Add(new AttributeProto { Name = "epsilon", F = epsilon, Type = AttributeProto.Types.AttributeType.Float });
        Assert.Contains($"is damaged: the norm after conv1 has an epsilon of {(double)epsilon}", Assert.ThrowsExactly<CheckpointException>(() => CheckpointFile.Open(_folder.Write("epsilon.onnx", graph.Bytes()))).Message);
    }

    /// <summary>A weight that is not read is no weight that is not there.</summary>
    [TestMethod]
    [DataRow("type", "conv1.weight (type 99) is stored in a way that is not read")]
    [DataRow("sparse", "conv1.weight (sparse) is stored in a way that is not read")]
    [DataRow("cast", "Cast (which makes whole) computes it")]
    public void AWeightThatIsNotReadIsNamed(string how, string why)
    {
        using var graph = new OnnxNetwork();
        var weight = graph.Graph.Initializer.Single(one => one.Name == "conv1.weight");
        var bytes = Array.Empty<byte>();
        if (how == "type")
        {
            weight.DataType = 99;
        }
        else if (how == "cast")
        {
            graph.Builder.Node("Cast", "whole", ["conv1.weight"]);
            graph["conv1"].Input[1] = "whole";
        }
        else
        {
            graph.Graph.Initializer.Remove(weight);
            // The messages of the library have no sparse weights: field 15 of a graph, whose values are field 1. It is the last field of the file.
            byte[] values = [0x42, (byte)weight.Name.Length, .. System.Text.Encoding.ASCII.GetBytes(weight.Name)];
            bytes = [0x7A, (byte)(values.Length + 2), 0x0A, (byte)values.Length, .. values];
        }
        var path = _folder.Write("unread.onnx", graph.Bytes(inGraph: bytes));
        using (var file = CheckpointFile.Open(path))
        {
            Assert.Contains($"the window of Conv (which makes conv1) is no weight that is read: {why}", file.GraphDifference);
            Assert.AreEqual(how == "cast" ? 0 : 1, file.Unread.Count);
        }
        CollectionAssert.AreEqual(how == "cast" ? Array.Empty<string>() : [why.Split(" is stored")[0]], WeightConversion.Convert(path, _folder["unread.safetensors"]).Unread.ToArray());
    }
}
