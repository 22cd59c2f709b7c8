using System.Globalization;
using System.Runtime.InteropServices;
using CimCil.Configuration;
using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>
/// Weights of ONNX files. A residual network of basic blocks is found by its graph, and its weights get our names; norms that an exporter
/// folded into convolutions come back as norms that change nothing but the bias. Other graphs keep the names of their weights.
/// </summary>
public static class OnnxFile
{
    private const byte VersionTag = 0x08;
    private const string CntkProducer = "CNTK";
    private const string ImageNet = "imageNet";

    /// <summary>As in our norms (<see cref="Networks.Norm"/>).</summary>
    private const double Epsilon = Networks.Norm.Epsilon;

    /// <summary>Opens a file and reads its graph; the numbers of the weights stay in the file.</summary>
    /// <exception cref="CheckpointException">The file is missing, damaged, or keeps weights in other files.</exception>
    public static CheckpointFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var source = ByteSource.OpenFile(path);
        try
        {
            return Open(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Whether a file begins as ONNX files do, with a small version, or is called one.</summary>
    internal static bool IsOne(ByteSource source, ReadOnlySpan<byte> start) =>
        source.Name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
        || (start.Length > 2 && start[0] == VersionTag && start[1] is > 0 and < 64 && (start[2] >> 3) is > 1 and < 15 && (start[2] & 7) is 0 or 2);

    internal static CheckpointFile Open(ByteSource source, PretrainedPixels pixels = PretrainedPixels.Folded)
    {
        ForeignFile.ThrowIfOne(source);
        var graph = OnnxGraph.Read(source);
        var metadata = new Dictionary<string, string> { ["producer"] = graph.Producer };
        var tensors = new List<CheckpointTensor>();
        var used = new HashSet<CheckpointTensor>(ReferenceEqualityComparer.Instance);
        var difference = "";
        string? normalization = null;
        List<string> remarks = [];
        try
        {
            var network = OnnxResNet.Read(graph);
            foreach (var layer in network.Layers)
                Add(source, graph, layer, tensors, used);
            // They give in evaluation what the file gives; in training they normalise by a batch's own statistics, which the file no longer tells.
            if (network.Layers.Count(layer => layer.NormNode is null) is > 0 and var folded)
                remarks.Add($"norms: {folded} of {network.Layers.Count} folded into convolutions by the exporter: they begin as norms that add a bias");
            if (network.Layers.Count(layer => layer.NormNode is { } norm && !IsOurs(norm.Epsilon)) is > 0 and var others)
                remarks.Add($"epsilon: not {Epsilon.ToString(CultureInfo.InvariantCulture)} in {others} of {network.Layers.Count} norms: the difference is in their variances");
            if (AdaptPixels(graph, network, tensors, pixels) is { } adapted)
            {
                remarks.Add($"pixels: {adapted.Words}");
                normalization = adapted.Normalization;
            }
            if (network.Head is { } head)
            {
                var (weight, bias) = head.AsOurs(source.Name, "fc.weight", "fc.bias");
                tensors.AddRange([weight, bias]);
                used.UnionWith(head.Used);
            }
            remarks.AddRange(network.Remarks);
        }
        catch (OnnxDifference failure)
        {
            difference = failure.Message;
        }
        foreach (var remark in difference.Length > 0 ? [$"graph: no residual network as ours: {difference}"] : remarks)
            metadata[remark[..remark.IndexOf(':', StringComparison.Ordinal)]] = remark[(remark.IndexOf(':', StringComparison.Ordinal) + 2)..];
        var names = tensors.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        CheckpointTensor[] rest = [.. graph.Learnt().Where(weight => !used.Contains(weight) && names.Add(weight.Name))];
        var outside = tensors.Count > 0 ? rest.Select(weight => weight.Name).ToHashSet(StringComparer.Ordinal) : [];
        tensors.AddRange(rest);
        if (tensors.Count == 0)
            throw new CheckpointException($"{source.Name} holds no weights that can be read{(graph.Unread.Count > 0 ? $", only values that are left unread: {NameList.Of(graph.Unread)}" : "")}. Name an ONNX file of a network.");
        return new CheckpointFile(source.Name, CheckpointFormat.Onnx, tensors, metadata, null, source)
        {
            Unread = graph.Unread,
            Adapted = remarks,
            GraphDifference = difference,
            Normalization = normalization,
            OutsideBackbone = outside,
        };
    }

    /// <summary>Whether the network takes our normalised images: what its graph or its producer does to pixels goes into the first layer, or is left to the user.</summary>
    /// <returns>What was done, for a person, and which <c>data.normalization</c> is taken now, "" for none; null where nothing is known of the pixels.</returns>
    private static (string Words, string Normalization)? AdaptPixels(OnnxGraph graph, OnnxResNet network, List<CheckpointTensor> tensors, PretrainedPixels setting)
    {
        var isFolded = setting == PretrainedPixels.Folded;
        if (network.Pixels.IsNothing)
        {
            if (graph.Producer != CntkProducer || network.Layers[0].Weight.Shape[1] != 3)
                return null;
            if (isFolded)
                CntkPixels.Pixels.Fold(tensors);
            return isFolded
                ? ("BGR from 0 to 255 minus a mean, folded into conv1 and bn1: the network takes normalised RGB", ImageNet)
                : ("BGR from 0 to 255 minus a mean, as the network was trained: it takes data.normalization=cntk", "cntk");
        }
        if (network.Pixels.Normalization == ImageNet)
            return ($"{network.Pixels}, as data.normalization=imageNet does", ImageNet);
        if (isFolded && network.Layers[0].Weight.Shape[1] == 3)
        {
            network.Pixels.Fold(tensors);
            return ($"{network.Pixels}, folded into conv1 and bn1: the network takes normalised RGB", ImageNet);
        }
        var same = network.Pixels.Normalization;
        return ($"{network.Pixels}, as the network was trained: {(same is null ? "no data.normalization is equal to it" : $"it takes data.normalization={same}")}", same ?? "");
    }

    /// <summary>A tensor of float32 numbers in memory.</summary>
    internal static CheckpointTensor InMemory(string file, string name, float[] values, params long[] shape)
    {
        var bytes = MemoryMarshal.AsBytes<float>(values).ToArray();
        var storage = new CheckpointStorage(name, ElementType.Float32.Info(), values.Length, new StoredBytes(ByteSource.Over(file, bytes), $"weight {name}", 0, bytes.Length, bytes.Length));
        return new CheckpointTensor(name, storage, 0, shape, TensorGeometry.ContiguousStrides(shape));
    }

    /// <summary>A tensor in memory, of the type that it has.</summary>
    internal static CheckpointTensor InMemory(string file, string name, torch.Tensor values)
    {
        using var bytes = new MemoryStream();
        TensorBytes.Write(values, bytes);
        var storage = new CheckpointStorage(name, ElementTypes.ByScalar(values.dtype)!, values.NumberOfElements, new StoredBytes(ByteSource.Over(file, bytes.ToArray()), $"weight {name}", 0, bytes.Length, bytes.Length));
        return new CheckpointTensor(name, storage, 0, values.shape, TensorGeometry.ContiguousStrides(values.shape));
    }

    /// <summary>Other numbers in the place of a weight's, which are computed in double precision and have its type again.</summary>
    internal static CheckpointTensor Computed(string file, CheckpointTensor weight, Func<torch.Tensor, torch.Tensor> change)
    {
        using var scope = torch.NewDisposeScope();
        var before = weight.Read();
        return InMemory(file, weight.Name, change(before.to(torch.ScalarType.Float64)).to(before.dtype));
    }

    /// <summary>The numbers of a weight as float32.</summary>
    internal static float[] Numbers(CheckpointTensor weight)
    {
        using var scope = torch.NewDisposeScope();
        return weight.Read().to(torch.ScalarType.Float32).contiguous().data<float>().ToArray();
    }

    private static void Add(ByteSource source, OnnxGraph graph, OnnxLayer layer, List<CheckpointTensor> tensors, HashSet<CheckpointTensor> used)
    {
        var channels = layer.Weight.Shape[0];
        tensors.Add(layer.Weight.Named($"{layer.Convolution}.weight"));
        used.Add(layer.Weight);
        CheckpointTensor? OfNorm(int input)
        {
            if (layer.NormNode is not { } norm)
                return null;
            var weight = norm.Inputs.Count > input ? graph.WeightOf(norm.Inputs[input]) : null;
            if (weight is null || !weight.Shape.SequenceEqual([channels]))
                throw new CheckpointException($"{source.Name} does not fit together: the norm after {layer.Convolution} has {(weight is null ? "a value that is no weight" : $"a weight [{string.Join(", ", weight.Shape)}]")} where [{channels}] belongs. Export the network again, for inference.");
            used.Add(weight);
            return weight;
        }

        CheckpointTensor Filled(string part, double value)
        {
            using var scope = torch.NewDisposeScope();
            return InMemory(source.Name, $"{layer.Norm}.{part}", torch.full([channels], value, torch.ScalarType.Float64).to(layer.Weight.Storage.Type.Scalar ?? torch.ScalarType.Float32));
        }

        // Without a norm the running statistics are 0 and 1, and the gain undoes the epsilon.
        var (gain, shift, mean, variance) = (OfNorm(1), OfNorm(2), OfNorm(3), OfNorm(4));
        tensors.Add(gain?.Named($"{layer.Norm}.weight") ?? Filled("weight", Math.Sqrt(1 + Epsilon)));
        tensors.Add(shift?.Named($"{layer.Norm}.bias") ?? Filled("bias", 0));
        tensors.Add(mean?.Named($"{layer.Norm}.running_mean") ?? Filled("running_mean", 0));
        tensors.Add(variance?.Named($"{layer.Norm}.running_var") ?? Filled("running_var", 1));
        if (layer.Bias is { } bias)
        {
            // (y + bias) - mean = y - (mean - bias).
            used.Add(bias);
            using var scope = torch.NewDisposeScope();
            tensors[^2] = Computed(source.Name, tensors[^2], means => means - bias.Read().to(torch.ScalarType.Float64));
        }
        if (layer.NormNode is { } node && !IsOurs(node.Epsilon))
        {
            if (!(node.Epsilon >= 0) || !double.IsFinite(node.Epsilon))
                throw new CheckpointException($"{source.Name} is damaged: the norm after {layer.Convolution} has an epsilon of {node.Epsilon}, and it is a number above 0. Copy or download it again.");
            using var scope = torch.NewDisposeScope();
            var under = tensors[^1].Read().to(torch.ScalarType.Float64) + node.Epsilon; // under the root
            // Where the variance would be below zero it is zero, and the gain makes up for it.
            if (under.lt(Epsilon).any().ToBoolean())
                tensors[^4] = Computed(source.Name, tensors[^4], gains => torch.where(under.lt(Epsilon), gains * (Epsilon / under).sqrt(), gains));
            tensors[^1] = Computed(source.Name, tensors[^1], _ => (under - Epsilon).clamp_min(0));
        }
    }

    private static bool IsOurs(double epsilon) => Math.Abs(epsilon - Epsilon) <= 1e-9;
}
