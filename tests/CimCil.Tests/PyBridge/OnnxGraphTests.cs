using CimCil.Configuration;
using CimCil.Data;
using CimCil.Networks;
using CimCil.Onnx;
using CimCil.Onnx.Messages;
using CimCil.PyBridge;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.PyBridge;

/// <summary>What a graph computes, beside its weights: ours gives the same, or says what differs. The referee is ONNX Runtime.</summary>
[TestClass]
public sealed class OnnxGraphTests
{
    private readonly TempFolder _folder = new();

    [TestCleanup]
    public void Delete() => _folder.Dispose();

    /// <summary>Each of these opens, and its weights have the names and shapes of the network: without a look at the graph they would load.</summary>
    [TestMethod]
    [DataRow("leaky", "LeakyRelu (which makes relu) follows bn1, where one Relu belongs")]
    [DataRow("foreign", "com.other.Relu (which makes relu) follows bn1, where one Relu belongs")]
    [DataRow("inner", "LeakyRelu (which makes layer1.0.relu) follows layer_1_1.bn1, where one Relu belongs")]
    [DataRow("average", "AveragePool (which makes pool) follows the first activation, where one MaxPool belongs")]
    [DataRow("unpooled", "Conv (which makes layer1.0.conv1) and Add (which makes layer1.0.sum) follows the first activation, where one MaxPool belongs")]
    [DataRow("ceil", "Pool (which makes pool) rounds the side of its map up")]
    [DataRow("window", "MaxPool (which makes pool) has a window of 2 x 2, and ours is 3 x 3")]
    [DataRow("dilation", "layer_1_1.conv2, Conv (which makes layer1.0.conv2), has a dilation of 2 and 2, and ours 1")]
    [DataRow("group", "layer_1_1.conv2, Conv (which makes layer1.0.conv2), has 2 groups, and ours have one")]
    [DataRow("pads", "conv1, Conv (which makes conv1), pads by 2, 2, 3, 3 (top, left, bottom, right), and ours by 3 everywhere")]
    [DataRow("unpadded", "layer_1_1.conv1, Conv (which makes layer1.0.conv1), pads by 0, 0, 0, 0")]
    [DataRow("upper", "conv1, Conv (which makes conv1), pads by 2, 2, 3, 3")]
    [DataRow("valid", "conv1, Conv (which makes conv1), pads by 0, 0, 0, 0")]
    [DataRow("stride", "layer_2_1.conv2, Conv (which makes layer2.0.conv2), has a stride of 2, and ours 1")]
    [DataRow("unequal", "layer_2_1.conv1, Conv (which makes layer2.0.conv1), has a stride of 2 and 1, and ours 2")]
    [DataRow("places", "has statistics of each place, and ours of each channel")]
    [DataRow("sum", "Add (which makes layer1.0.sum) adds layer1.0.bn2 and layer1.0.bn2, and layer_1_1 adds layer1.0.bn2 and pool")]
    [DataRow("product", "Mul (which makes layer1.0.sum) follows layer_1_1.bn2, where one Add belongs")]
    [DataRow("last", "Sigmoid (which makes last) follows the last block, where ours ends")]
    [DataRow("pixels", "Sqrt (which makes root) changes its images before the first convolution in a way that is not known here")]
    public void AGraphThatComputesSomethingElseIsRefused(string change, string message)
    {
        using var scope = NewDisposeScope();
        using var graph = new OnnxNetwork();
        Change(graph, change);
        var weights = Weights.Onnx(_folder.Write("changed.onnx", graph.Bytes()));
        using var network = new ResNet(graph.Config, CPU);
        var before = network.state_dict()["conv1.weight"].clone();
        var failure = Assert.ThrowsExactly<CheckpointException>(() => PretrainedBackbone.Load(network, weights));
        Assert.Contains($"{weights.File} computes something else than the network: ", failure.Message);
        Assert.Contains(message, failure.Message);
        Assert.Contains("set network.pretrained.unmatched=allow", failure.Message);
        Assert.IsTrue(before.equal(network.state_dict()["conv1.weight"]).all().ToBoolean());
        Assert.Contains(message, WeightConversion.Convert(weights.File, _folder["changed.safetensors"]).Remarks.Single());
        var allowed = PretrainedBackbone.Load(network, weights with { Unmatched = UnmatchedWeights.Allow })!;
        Assert.Contains(message, allowed.Adapted.Single(adapted => adapted.StartsWith("graph: ", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("none", "")]
    [DataRow("narrow", "edges: padded by one less at the far edge in 3 layers")]
    [DataRow("lower", "")]
    [DataRow("passed", "")]
    [DataRow("variance", "epsilon: not 1E-05 in 1 of 6 norms: the difference is in their variances")]
    [DataRow("imageNet", "of RGB from 0 to 255, as data.normalization=imageNet does")]
    [DataRow("scaled", "folded into conv1 and bn1")]
    [DataRow("trained", "norms: 1 were exported in training")]
    [DataRow("branch", "")]
    public void AGraphThatComputesTheSameGivesTheSame(string change, string remark)
    {
        using var scope = NewDisposeScope();
        using var graph = new OnnxNetwork();
        Change(graph, change);
        using var network = new ResNet(graph.Config, CPU);
        var report = PretrainedBackbone.Load(network, Weights.Onnx(_folder.Write("changed.onnx", graph.Bytes())))!;
        if (remark.Length > 0)
            Assert.Contains(remark, report.Adapted.Single());
        else
            Assert.IsEmpty(report.Adapted);
        var images = OnnxNetwork.Images();
        var given = change switch { "imageNet" => images * 255, "scaled" => images, _ => OnnxNetwork.Normalised(images) };
        if (change == "trained")
            graph["bn1"].Attribute.Single(one => one.Name == "training_mode").I = 0;
        Near.RelativeToLargest(graph.Run(given), OnnxNetwork.Features(network, OnnxNetwork.Normalised(images)), 1e-5, change);
    }

    [TestMethod]
    public void OtherPixelsAreFoldedOrNamed()
    {
        using var scope = NewDisposeScope();
        using var graph = new OnnxNetwork();
        graph.Builder.Weight("half", [0.5f]);
        graph.Insert("conv1", "Sub", "less", "half");
        graph.Insert("conv1", "Div", "scaled", "half");
        var weights = Weights.Onnx(_folder.Write("half.onnx", graph.Bytes()));
        using var network = new ResNet(graph.Config, CPU);
        var images = OnnxNetwork.Images();
        var asTrained = PretrainedBackbone.Load(network, weights with { Pixels = PretrainedPixels.AsTrained })!;
        Assert.AreEqual("pixels: the graph makes (x - 0.5) / 0.5 of RGB from 0 to 1, as the network was trained: it takes data.normalization=half", asTrained.Adapted.Single());
        Near.RelativeToLargest(graph.Run(images), OnnxNetwork.Features(network, Normalization.Of(InputNormalization.Half).Apply((images * 255).to(ScalarType.Byte))), 1e-5, "half");
        // A run gives it these pixels, or does not begin.
        var config = graph.Config with { Pretrained = weights with { Pixels = PretrainedPixels.AsTrained } };
        Assert.IsNotNull(PretrainedBackbone.Check(config, "Half"));
        Assert.Contains("takes data.normalization=half", Assert.ThrowsExactly<CheckpointException>(() => PretrainedBackbone.Check(config, "ImageNet")).Message);
        Assert.IsNotNull(PretrainedBackbone.Check(graph.Config with { Pretrained = weights }, "ImageNet"));
        Assert.Contains("the network takes normalised RGB", PretrainedBackbone.Load(network, weights)!.Adapted.Single());
        // What is left is the border, which their padding makes gray and ours the mean.
        var (expected, folded) = (tensor(graph.Run(images)), tensor(OnnxNetwork.Features(network, OnnxNetwork.Normalised(images))));
        Assert.IsLessThan(0.1, ((expected - folded).norm() / expected.norm()).ToDouble());
    }

    [TestMethod]
    public void AMeanImageAndAnotherOrderAreNamed()
    {
        using var scope = NewDisposeScope();
        using var graph = new OnnxNetwork();
        var area = OnnxNetwork.Side * OnnxNetwork.Side;
        graph.Builder.Weight("image", Enumerable.Range(0, 3 * area).Select(i => (float)CntkPixels.Means[i / area] + (i % 2 == 0 ? 5 : -5)).ToArray(), 3, OnnxNetwork.Side, OnnxNetwork.Side);
        Reverse(graph);
        graph.Insert("conv1", "Sub", "less", "image");
        var path = _folder.Write("image.onnx", graph.Bytes());
        using var network = new ResNet(graph.Config, CPU);
        Assert.AreEqual(
            "pixels: the graph makes (x - an image of means [103.1, 115.9, 123.2]) / 1 of BGR from 0 to 255, as the network was trained: it takes data.normalization=cntk",
            PretrainedBackbone.Load(network, Weights.Onnx(path) with { Pixels = PretrainedPixels.AsTrained })!.Adapted.Single());
        // The same network, of which only the producer tells it.
        using var cntk = new OnnxNetwork();
        using var told = CheckpointFile.Open(_folder.Write("cntk.onnx", cntk.Bytes("CNTK")));
        using var read = CheckpointFile.Open(path);
        foreach (var name in new[] { "conv1.weight", "bn1.running_mean" })
            Assert.IsTrue(told[name].Read().allclose(read[name].Read(), 1e-4, 1e-4), name);
    }

    [TestMethod]
    [DataRow("Gemm", false, 1f, 1f)]
    [DataRow("Gemm", true, 1f, 1f)]
    [DataRow("Gemm", true, 2f, 0.5f)]
    [DataRow("Gemm", false, 0.25f, 3f)]
    [DataRow("MatMul", false, 1f, 1f)]
    public void TheClassifierIsFoundAndGivesTheSame(string operation, bool transposed, float alpha, float beta)
    {
        using var scope = NewDisposeScope();
        using var graph = new OnnxNetwork();
        manual_seed(3);
        var weight = randn(transposed ? [3, OnnxNetwork.Channels] : [OnnxNetwork.Channels, 3]);
        graph.Builder.Weight("w", weight.data<float>().ToArray(), weight.shape);
        graph.Builder.Weight("b", [1, 2, 3], 3);
        if (operation == "Gemm")
        {
            graph.Classify("Gemm", "w", "b").Attribute.AddRange(
            [
                GraphBuilder.Attribute("transB", transposed ? 1 : 0),
                new AttributeProto { Name = "alpha", F = alpha, Type = AttributeProto.Types.AttributeType.Float },
                new AttributeProto { Name = "beta", F = beta, Type = AttributeProto.Types.AttributeType.Float },
            ]);
        }
        else
        {
            graph.Builder.Node("MatMul", "product", ["features", "w"]);
            graph.Classify("Add", "b").Input[0] = "product";
        }
        using var file = CheckpointFile.Open(_folder.Write("classifier.onnx", graph.Bytes()));
        CollectionAssert.DoesNotContain(file.Tensors.Select(tensor => tensor.Name).ToArray(), "w");
        var images = OnnxNetwork.Normalised(OnnxNetwork.Images());
        using var network = new ResNet(graph.Config, CPU);
        WeightImport.Load(network, file);
        var features = tensor(OnnxNetwork.Features(network, images), ScalarType.Float32).reshape(2, OnnxNetwork.Channels);
        Near.RelativeToLargest(graph.Run(images), nn.functional.linear(features, file["fc.weight"].Read(), file["fc.bias"].Read()).Values(), 1e-5, operation);
    }

    [TestMethod]
    public void AnotherHeadIsNamed()
    {
        using var graph = new OnnxNetwork();
        graph["mean"].OpType = "GlobalMaxPool";
        using var file = CheckpointFile.Open(_folder.Write("head.onnx", graph.Bytes()));
        Assert.AreEqual("GlobalMaxPool (which makes mean) follows the last map, which ours averages: its weights keep their names", file.Metadata["classifier"]);
        using var two = new OnnxNetwork();
        two.Builder.Weight("w", new float[OnnxNetwork.Channels * 3], OnnxNetwork.Channels, 3);
        two.Classify("MatMul", "w");
        two.Builder.Node("Relu", "more", ["logits"]);
        using var second = CheckpointFile.Open(_folder.Write("two.onnx", two.Bytes()));
        Assert.AreEqual("Relu (which makes more) follows its first layer: its weights keep their names", second.Metadata["classifier"]);
        Assert.IsNotNull(second["w"]);
    }

    [TestMethod]
    public void ACircleIsRefused()
    {
        using var graph = new OnnxNetwork();
        graph["layer1.0.conv1"].Input[0] = "layer1.0.out";
        Assert.Contains("wait for each other in a circle", Assert.ThrowsExactly<CheckpointException>(() => CheckpointFile.Open(_folder.Write("circle.onnx", graph.Bytes()))).Message);
        using var twice = new OnnxNetwork();
        twice["layer1.0.relu"].Output[0] = "relu";
        Assert.Contains("two of its operations make the value relu", Assert.ThrowsExactly<CheckpointException>(() => CheckpointFile.Open(_folder.Write("twice.onnx", twice.Bytes()))).Message);
        using var passed = new OnnxNetwork();
        passed.Builder.Node("Identity", "a", ["b"]);
        passed.Builder.Node("Identity", "b", ["a"]);
        Assert.Contains("in a circle", Assert.ThrowsExactly<CheckpointException>(() => CheckpointFile.Open(_folder.Write("passed.onnx", passed.Bytes()))).Message);
    }

    [TestMethod]
    [DataRow(Stem.Cifar)]
    [DataRow(Stem.Strided)]
    public void OtherStemsDoNotPool(Stem stem)
    {
        using var scope = NewDisposeScope();
        using var graph = new OnnxNetwork(stem);
        using var network = new ResNet(graph.Config, CPU);
        var images = OnnxNetwork.Normalised(OnnxNetwork.Images());
        Assert.IsEmpty(PretrainedBackbone.Load(network, Weights.Onnx(_folder.Write("stem.onnx", graph.Bytes())))!.Adapted);
        Near.RelativeToLargest(graph.Run(images), OnnxNetwork.Features(network, images), 1e-5, $"{stem}");
        graph.Insert("layer1.0.conv1", "MaxPool", "pool");
        graph.Set("pool", "kernel_shape", 1, 1);
        Assert.Contains("MaxPool (which makes pool) follows the first activation, and a network whose first window is", Assert.ThrowsExactly<CheckpointException>(() => PretrainedBackbone.Load(network, Weights.Onnx(_folder.Write("stem.onnx", graph.Bytes())))).Message);
    }

    /// <summary>Whether another network computes what the graph does nobody can say.</summary>
    [TestMethod]
    public void AnotherModuleIsTold()
    {
        using var scope = NewDisposeScope();
        using var graph = new OnnxNetwork();
        using var other = nn.Sequential(("conv1", nn.Conv2d(3, OnnxNetwork.Channels / 2, 7, bias: false)));
        var report = WeightImport.Load(other, _folder.Write("other.onnx", graph.Bytes()));
        Assert.AreEqual("graph: whether it computes what the network does is not known here", report.Adapted.Single());
    }

    private static void Reverse(OnnxNetwork graph)
    {
        graph.Builder.Integers("places", 2, 1, 0);
        graph.Insert("conv1", "Gather", "reversed", "places");
        graph["reversed"].Attribute.Add(GraphBuilder.Attribute("axis", 1L));
    }

    private static void Change(OnnxNetwork graph, string change)
    {
        switch (change)
        {
            case "leaky": graph["relu"].OpType = "LeakyRelu"; break;
            case "foreign": graph["relu"].Domain = "com.other"; break;
            case "inner": graph["layer1.0.relu"].OpType = "LeakyRelu"; break;
            case "average": graph["pool"].OpType = "AveragePool"; break;
            case "unpooled":
                graph["layer1.0.conv1"].Input[0] = "relu";
                graph["layer1.0.sum"].Input[1] = "relu";
                graph.Graph.Node.Remove(graph["pool"]);
                break;
            case "ceil": graph["pool"].Attribute.Add(GraphBuilder.Attribute("ceil_mode", 1L)); break;
            case "window": graph.Set("pool", "kernel_shape", 2, 2); break;
            case "dilation": graph.Set("layer1.0.conv2", "dilations", 2, 2); break;
            case "group": graph["layer1.0.conv2"].Attribute.Add(GraphBuilder.Attribute("group", 2L)); break;
            case "pads": graph.Set("conv1", "pads", 2, 2, 3, 3); break;
            case "unpadded": graph.Set("layer1.0.conv1", "pads", 0, 0, 0, 0); break;
            case "upper": graph.PadBy("conv1", "SAME_UPPER"); break;
            case "valid": graph.PadBy("conv1", "VALID"); break;
            case "stride": graph.Set("layer2.0.conv2", "strides", 2, 2); break;
            case "unequal": graph.Set("layer2.0.conv1", "strides", 2, 1); break;
            case "places": graph["bn1"].Attribute.Add(GraphBuilder.Attribute("spatial", 0L)); break;
            case "sum": graph["layer1.0.sum"].Input[1] = "layer1.0.bn2"; break;
            case "product": graph["layer1.0.sum"].OpType = "Mul"; break;
            case "last": graph.Insert("mean", "Sigmoid", "last"); break;
            case "pixels": graph.Insert("conv1", "Sqrt", "root"); break;
            case "none": break;
            case "narrow":
                graph.Set("conv1", "pads", 3, 3, 2, 2);
                graph.Set("pool", "pads", 1, 1, 0, 0);
                graph.Set("layer2.0.conv1", "pads", 1, 1, 0, 0);
                break;
            case "lower":
                foreach (var value in new[] { "conv1", "pool", "layer1.0.conv1", "layer2.0.conv1", "layer2.0.downsample.0" })
                    graph.PadBy(value, "SAME_LOWER");
                break;
            case "passed":
                graph.Insert("bn1", "Identity", "passed1");
                graph.Insert("layer1.0.relu", "Dropout", "passed2");
                graph.Insert("layer2.0.sum", "Identity", "passed3");
                break;
            case "variance":
                // A variance below our epsilon, with a smaller epsilon of theirs.
                var variance = graph.Graph.Initializer.Single(one => one.Name == "layer1.0.bn1.running_var");
                variance.RawData = Google.Protobuf.ByteString.CopyFrom([.. new[] { 1e-6f, 2e-6f, 0.5f, 1e-7f }.SelectMany(BitConverter.GetBytes)]);
                graph["layer1.0.bn1"].Attribute.Add(new AttributeProto { Name = "epsilon", F = 1e-7f, Type = AttributeProto.Types.AttributeType.Float });
                break;
            case "imageNet":
                graph.Builder.Weight("mean255", [123.675f, 116.28f, 103.53f], 1, 3, 1, 1);
                graph.Builder.Weight("dev255", [58.395f, 57.12f, 57.375f], 3, 1, 1);
                graph.Insert("conv1", "Sub", "less", "mean255");
                graph.Insert("conv1", "Div", "scaled", "dev255");
                break;
            case "scaled":
                // BGR, half of what normalised images are: their zero is ours, so that the border is equal too.
                graph.Builder.Weight("m", [0.406f, 0.456f, 0.485f], 3, 1, 1);
                graph.Builder.Weight("s", [0.5f / 0.225f, 0.5f / 0.224f, 0.5f / 0.229f], 3, 1, 1);
                Reverse(graph);
                graph.Insert("conv1", "Sub", "less", "m");
                graph.Insert("conv1", "Mul", "scaled", "s");
                break;
            case "trained": graph["bn1"].Attribute.Add(GraphBuilder.Attribute("training_mode", 1L)); break;
            case "branch": graph.Builder.Node("GlobalAveragePool", "aside", ["layer1.0.out"]); break;
            default: Assert.Fail(change); break;
        }
    }
}
