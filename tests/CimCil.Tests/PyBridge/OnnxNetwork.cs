using CimCil.Configuration;
using CimCil.Data;
using CimCil.Networks;
using CimCil.Onnx;
using CimCil.Onnx.Messages;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace CimCil.Tests.PyBridge;

/// <summary>A small residual network as an ONNX graph under torchvision's names, to be changed, and what ONNX Runtime makes of it.</summary>
internal sealed class OnnxNetwork : IDisposable
{
    public const int Side = 32;
    public const int Channels = 8;

    private readonly GraphBuilder _builder = new(ModelPrecision.Float32);
    private readonly ResNet _source;

    public OnnxNetwork(Stem stem = Stem.ImageNet)
    {
        Config = new() { StageBlocks = [1, 1], Width = Channels / 2, Stem = stem };
        manual_seed(7);
        _source = new ResNet(Config, CPU);
        using var gradients = no_grad();
        foreach (var (name, tensor) in _source.state_dict())
        {
            if (name.Contains("bn", StringComparison.Ordinal) || name.Contains("downsample.1", StringComparison.Ordinal))
                _ = name.EndsWith("num_batches_tracked", StringComparison.Ordinal) ? tensor : tensor.uniform_(0.5, 1.5);
        }
        Graph.Input.Add(GraphBuilder.Value("x", TensorProto.Types.DataType.Float, null, 3, Side, Side));
        var (side, stride) = stem switch { Stem.ImageNet => (7, 2), Stem.Strided => (5, 2), _ => (3, 1) };
        var y = Add("Relu", "relu", Layer("x", "conv1", "bn1", "conv1", side, stride));
        if (stem == Stem.ImageNet)
            y = _builder.Node("MaxPool", "pool", [y], GraphBuilder.Attribute("kernel_shape", 3, 3), GraphBuilder.Attribute("strides", 2, 2), GraphBuilder.Attribute("pads", 1, 1, 1, 1));
        y = Block(Block(y, "layer1.0", "layer_1_1", 1), "layer2.0", "layer_2_1", 2);
        Add("Flatten", "features", Add("GlobalAveragePool", "mean", y));
        Graph.Output.Add(GraphBuilder.Value("features", TensorProto.Types.DataType.Float, null, Channels));
    }

    public ResNetConfig Config { get; }

    public GraphProto Graph => _builder.Graph;

    public GraphBuilder Builder => _builder;

    /// <summary>The operation that makes a value.</summary>
    public NodeProto this[string value] => Graph.Node.Single(node => node.Output.Contains(value));

    /// <summary>Sets an attribute of a list of whole numbers.</summary>
    public void Set(string value, string attribute, params long[] numbers)
    {
        Remove(value, attribute);
        this[value].Attribute.Add(GraphBuilder.Attribute(attribute, numbers));
    }

    /// <summary>Sets how it pads by itself.</summary>
    public void PadBy(string value, string mode)
    {
        Remove(value, "pads");
        Remove(value, "auto_pad");
        // The messages of the library have no texts.
        this[value].Attribute.Add(AttributeProto.Parser.ParseFrom([0x0A, 8, .. "auto_pad"u8, 0x22, (byte)mode.Length, .. System.Text.Encoding.ASCII.GetBytes(mode), 0xA0, 0x01, 3]));
    }

    /// <summary>Takes a weight out of the list and lets an operation have it.</summary>
    public void MakeConstant(TensorProto weight)
    {
        Graph.Initializer.Remove(weight);
        var node = new NodeProto { OpType = "Constant", Name = $"{weight.Name}.constant" };
        node.Output.Add(weight.Name);
        // The messages of the library have no tensors in attributes: field 5, of type 4.
        using var value = new MemoryStream();
        using (var bytes = new CodedOutputStream(value, leaveOpen: true))
        {
            bytes.WriteTag(1, WireFormat.WireType.LengthDelimited);
            bytes.WriteString("value");
            bytes.WriteTag(5, WireFormat.WireType.LengthDelimited);
            bytes.WriteMessage(weight);
            bytes.WriteTag(20, WireFormat.WireType.Varint);
            bytes.WriteInt32(4);
        }
        node.Attribute.Add(AttributeProto.Parser.ParseFrom(value.ToArray()));
        Graph.Node.Insert(0, node);
    }

    /// <summary>Puts an operation before the one that makes a value.</summary>
    public void Insert(string before, string operation, string name, params string[] more)
    {
        var node = this[before];
        var inserted = new NodeProto { OpType = operation, Name = name };
        inserted.Input.AddRange([node.Input[0], .. more]);
        inserted.Output.Add(name);
        node.Input[0] = name;
        Graph.Node.Insert(Graph.Node.IndexOf(node), inserted);
    }

    /// <summary>Puts a linear classifier behind the features, and makes its values the output.</summary>
    public NodeProto Classify(string operation, params string[] inputs)
    {
        _builder.Node(operation, "logits", ["features", .. inputs]);
        Graph.Output.Clear();
        Graph.Output.Add(GraphBuilder.Value("logits", TensorProto.Types.DataType.Float, null, 3));
        return this["logits"];
    }

    /// <summary>The file.</summary>
    /// <param name="producer">What it names as its program.</param>
    /// <param name="inGraph">Fields that the graph has besides.</param>
    public byte[] Bytes(string producer = "tests", byte[]? inGraph = null)
    {
        var model = new ModelProto { IrVersion = 8, ProducerName = producer, Graph = inGraph is null ? Graph : GraphProto.Parser.ParseFrom([.. Graph.ToByteArray(), .. inGraph]) };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 14 });
        return model.ToByteArray();
    }

    /// <summary>What ONNX Runtime gives for images [N, 3, 32, 32].</summary>
    public double[] Run(Tensor images)
    {
        using var session = new InferenceSession(Bytes());
        using var value = OrtValue.CreateTensorValueFromMemory(images.contiguous().data<float>().ToArray(), images.shape);
        using var options = new RunOptions();
        using var result = session.Run(options, ["x"], [value], [Graph.Output[0].Name]);
        return [.. result[0].GetTensorDataAsSpan<float>().ToArray().Select(number => (double)number)];
    }

    /// <summary>Features that our network gives.</summary>
    public static double[] Features(ResNet network, Tensor images)
    {
        using var gradients = no_grad();
        network.eval();
        return Backbone.Pool(network.Maps(images, ForwardPass.Relu)).Values();
    }

    /// <summary>Bytes of two smooth images as numbers from 0 to 1, [2, 3, 32, 32].</summary>
    public static Tensor Images()
    {
        manual_seed(9);
        return (nn.functional.interpolate(rand(2, 3, 5, 5), [Side, Side], mode: InterpolationMode.Bilinear, align_corners: false) * 255).round() / 255;
    }

    public static Tensor Normalised(Tensor images) => Normalization.ImageNet.Apply((images * 255).to(ScalarType.Byte));

    public void Dispose() => _source.Dispose();

    private void Remove(string value, string attribute)
    {
        if (this[value].Attribute.FirstOrDefault(one => one.Name == attribute) is { } old)
            this[value].Attribute.Remove(old);
    }

    private string Add(string operation, string name, params string[] inputs) => _builder.Node(operation, name, inputs);

    private string Block(string x, string theirs, string ours, int stride)
    {
        var y = Add("Relu", $"{theirs}.relu", Layer(x, $"{theirs}.conv1", $"{theirs}.bn1", $"{ours}.conv1", 3, stride));
        y = Layer(y, $"{theirs}.conv2", $"{theirs}.bn2", $"{ours}.conv2", 3, 1);
        var other = stride == 1 ? x : Layer(x, $"{theirs}.downsample.0", $"{theirs}.downsample.1", $"{ours}.downsample.0", 1, stride);
        return Add("Relu", $"{theirs}.out", Add("Add", $"{theirs}.sum", y, other));
    }

    private string Layer(string x, string convolution, string norm, string ours, int side, int stride)
    {
        var half = side / 2;
        var ourNorm = ours.EndsWith("downsample.0", StringComparison.Ordinal) ? ours[..^1] + "1" : ours.Replace("conv", "bn", StringComparison.Ordinal);
        var y = _builder.Node(
            "Conv", convolution, [x, Weight($"{convolution}.weight", $"{ours}.weight")],
            GraphBuilder.Attribute("kernel_shape", side, side), GraphBuilder.Attribute("strides", stride, stride), GraphBuilder.Attribute("pads", half, half, half, half));
        return Add("BatchNormalization", norm, y, Part("weight"), Part("bias"), Part("running_mean"), Part("running_var"));

        string Part(string part) => Weight($"{norm}.{part}", $"{ourNorm}.{part}");
    }

    private string Weight(string name, string ours)
    {
        var tensor = _source.state_dict()[ours];
        return _builder.Weight(name, tensor.data<float>().ToArray(), tensor.shape);
    }
}
