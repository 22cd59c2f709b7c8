using CimCil.Configuration;
using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>
/// An open weights file: the list of its tensors is in memory, their numbers stay in the file until they are read. Keep the
/// file open while tensors are read, and dispose it afterwards; tensors that were read stay valid.
/// </summary>
public sealed class CheckpointFile : IDisposable
{
    private readonly IReadOnlyList<ByteSource> _sources;
    private readonly Dictionary<string, CheckpointTensor> _byName = new(StringComparer.Ordinal);

    internal CheckpointFile(string path, CheckpointFormat format, IReadOnlyList<CheckpointTensor> tensors, IReadOnlyDictionary<string, string> metadata, object? content, params IReadOnlyList<ByteSource> sources)
    {
        Path = path;
        Format = format;
        Tensors = tensors;
        Metadata = metadata;
        Content = content;
        _sources = sources;
        foreach (var tensor in tensors)
        {
            if (!_byName.TryAdd(tensor.Name, tensor))
                throw new CheckpointException($"{path} has two tensors called '{tensor.Name}'; names must be unique.");
        }
    }

    /// <summary>The path that it was opened under.</summary>
    public string Path { get; }

    /// <summary>The format, found from the content and not from the file name.</summary>
    public CheckpointFormat Format { get; }

    /// <summary>The tensors in the file's order.</summary>
    public IReadOnlyList<CheckpointTensor> Tensors { get; }

    /// <summary>The strings of a safetensors file's <c>__metadata__</c>, or what is told of an ONNX file; empty in PyTorch's formats.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Values beside the tensors that were left unread, each with Python's name of its kind, such as <c>args (argparse.Namespace)</c>.</summary>
    public IReadOnlyList<string> Unread { get; internal init; } = [];

    /// <summary>What was changed on opening, for the report of an import, such as the pixels that a network takes.</summary>
    internal IReadOnlyList<string> Adapted { get; init; } = [];

    /// <summary>The <c>data.normalization</c> that a network takes whose pixels were left as it was trained; empty where none is equal, null where nothing is known.</summary>
    internal string? Normalization { get; init; }

    /// <summary>Where a graph computes something else than our residual network does: what, and where; else empty.</summary>
    internal string GraphDifference { get; init; } = "";

    /// <summary>Tensors that are known to be no backbone's, whatever they are called: of a graph, those that lie behind it.</summary>
    internal IReadOnlySet<string> OutsideBackbone { get; init; } = new HashSet<string>();

    /// <summary>The value that the pickle of a PyTorch file describes; null in safetensors files.</summary>
    internal object? Content { get; }

    /// <summary>The tensor of a name.</summary>
    /// <exception cref="CheckpointException">The file has no such tensor.</exception>
    public CheckpointTensor this[string name] => _byName.TryGetValue(name, out var tensor)
        ? tensor
        : throw new CheckpointException($"{Path} has no tensor '{name}'. It has {NameList.Of(Tensors.Select(other => other.Name))}.");

    /// <summary>
    /// Opens a PyTorch checkpoint, a safetensors file, an ONNX file or the <c>.index.json</c> of a sharded one of either kind.
    /// </summary>
    /// <exception cref="CheckpointException">The file is missing, damaged, of another format, or asks for code to be run.</exception>
    public static CheckpointFile Open(string path) => Open(path, PretrainedPixels.Folded);

    /// <summary>Opens a file and says what is done about the pixels that its network was trained on.</summary>
    internal static CheckpointFile Open(string path, PretrainedPixels pixels)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (ShardIndex.IsOne(path))
            return ShardIndex.Open(path);
        return Open(ByteSource.OpenFile(path), pixels);
    }

    /// <summary>Reads every tensor; tensors that share a storage in the file share memory.</summary>
    /// <returns>The tensors by name, in the file's order, owned by the caller.</returns>
    /// <exception cref="CheckpointException">The data is damaged, or TorchSharp lacks a type.</exception>
    public IReadOnlyDictionary<string, torch.Tensor> ReadAll() => Read(Tensors);

    /// <summary>Reads some of the tensors; those that share a storage share memory.</summary>
    /// <returns>The tensors by name, owned by the caller.</returns>
    /// <exception cref="CheckpointException">The data is damaged, or TorchSharp lacks a type.</exception>
    public IReadOnlyDictionary<string, torch.Tensor> Read(IEnumerable<CheckpointTensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var read = new Dictionary<string, torch.Tensor>(StringComparer.Ordinal);
        var storages = new Dictionary<CheckpointStorage, torch.Tensor>(ReferenceEqualityComparer.Instance);
        try
        {
            foreach (var tensor in tensors)
            {
                if (!storages.TryGetValue(tensor.Storage, out var storage))
                    storages.Add(tensor.Storage, storage = tensor.Storage.Read());
                read.Add(tensor.Name, tensor.ViewOf(storage));
            }
            return read;
        }
        catch
        {
            foreach (var tensor in read.Values)
                tensor.Dispose();
            throw;
        }
        finally
        {
            foreach (var storage in storages.Values)
                storage.Dispose();
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        foreach (var source in _sources)
            source.Dispose();
    }

    internal static CheckpointFile Open(ByteSource source, PretrainedPixels pixels = PretrainedPixels.Folded)
    {
        try
        {
            var start = new byte[(int)Math.Min(source.Length, 16)];
            source.Read(0, start);
            ForeignFile.ThrowIfOne(source);
            return SafeTensors.StartsLikeOne(start) ? SafeTensors.Open(source) : OnnxFile.IsOne(source, start) ? OnnxFile.Open(source, pixels) : PyTorchFile.Open(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    internal IReadOnlyList<ByteSource> Sources => _sources;
}

/// <summary>The formats of weights files.</summary>
public enum CheckpointFormat
{
    /// <summary>torch.save of PyTorch 1.6 and later: a zip archive.</summary>
    PyTorchZip,

    /// <summary>torch.save before PyTorch 1.6: a sequence of pickles, then the storages.</summary>
    PyTorchLegacy,

    /// <summary>safetensors: a JSON header, then the tensors.</summary>
    SafeTensors,

    /// <summary>ONNX: a graph with its weights.</summary>
    Onnx,
}
