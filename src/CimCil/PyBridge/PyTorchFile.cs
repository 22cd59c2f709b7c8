using System.Globalization;
using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>
/// PyTorch's checkpoint formats: what torch.save writes. Pickles are read by an allow-list interpreter that runs nothing.
/// </summary>
public static class PyTorchFile
{
    /// <summary>
    /// Opens a checkpoint of either format and lists its tensors with their names, shapes and types. Their numbers stay in the file.
    /// Nested dictionaries give names joined by dots.
    /// </summary>
    /// <exception cref="CheckpointException">The file is missing, damaged, no PyTorch checkpoint, or asks for code to be run.</exception>
    public static CheckpointFile Open(string path) => Open(path, FilePurpose.Weights);

    internal static CheckpointFile Open(string path, FilePurpose purpose)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var source = ByteSource.OpenFile(path);
        try
        {
            return Open(source, purpose);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes a state dictionary that <c>torch.load(path, weights_only=True)</c> reads. Tensors of any device and stride are written in
    /// C order; tensors that are the same memory stay tied. The file appears under its name only when it is complete.
    /// </summary>
    /// <param name="path">The file, which is replaced.</param>
    /// <param name="tensors">Names and tensors; names must be unique.</param>
    /// <exception cref="CheckpointException">A name is used twice, or the file cannot be written.</exception>
    public static void Write(string path, IEnumerable<(string Name, torch.Tensor Tensor)> tensors)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var state = StateOf(tensors);
        AtomicFile.Write(path, stream => PyTorchWriter.Write(stream, state));
    }

    internal static OrderedState StateOf(IEnumerable<(string Name, torch.Tensor Tensor)> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var list = tensors.ToList();
        TensorBytes.RequireAlive(list);
        if (list.CountBy(entry => entry.Name).FirstOrDefault(count => count.Value > 1) is { Key: { } name })
            throw new CheckpointException($"The state dictionary cannot be written: two tensors are called '{name}'.");
        return new OrderedState(list);
    }

    internal static CheckpointFile Open(ByteSource source, FilePurpose purpose = FilePurpose.Weights)
    {
        Span<byte> start = stackalloc byte[16];
        start = start[..(int)Math.Min(source.Length, start.Length)];
        source.Read(0, start);
        ForeignFile.ThrowIfOne(source);
        var budget = new MemoryBudget(source.Name, source.Length);
        if (ZipArchiveIndex.StartsLikeOne(start))
            return PyTorchZip.Open(source, budget);
        if (PyTorchLegacy.StartsLikeOne(start))
            return PyTorchLegacy.Open(source, budget);
        throw ForeignFile.NotPyTorch(source, start, purpose);
    }

    /// <summary>Makes the list of tensors out of what the pickle describes.</summary>
    internal static CheckpointFile Create(ByteSource source, CheckpointFormat format, object? content, MemoryBudget budget, Func<PyTensor, CheckpointStorage> storageOf)
    {
        var tensors = new List<CheckpointTensor>();
        var unread = new List<string>();
        Collect(content, "", 0);
        return new CheckpointFile(source.Name, format, tensors, new Dictionary<string, string>(), content, source) { Unread = unread };

        void Collect(object? value, string name, int depth)
        {
            budget.Charge(64 + 2L * name.Length);
            if (depth > PyContainer.MaximumDepth)
                throw new CheckpointException($"{source.Name}: its pickle contains itself, or nests values more than {PyContainer.MaximumDepth} deep.");
            if (value is PyTensor tensor)
                tensors.Add(new CheckpointTensor(name, storageOf(tensor), tensor.Offset, tensor.Shape, tensor.Strides));
            else if (value is PyPlaceholder placeholder)
                unread.Add(name.Length == 0 ? placeholder.Name : $"{name} ({placeholder.Name})");
            else if (value is PyDictionary dictionary)
                foreach (var (key, inner) in dictionary.Entries)
                    CollectIfAny(inner, name, KeyText(key), depth);
            else if (value is PySequence { Kind: not PySequenceKind.Set } sequence)
                for (var i = 0; i < sequence.Items.Count; i++)
                    CollectIfAny(sequence.Items[i], name, i.ToString(CultureInfo.InvariantCulture), depth);
        }

        void CollectIfAny(object? value, string name, string key, int depth)
        {
            if (value is PyTensor or PyContainer or PyPlaceholder)
                Collect(value, name.Length == 0 ? key : $"{name}.{key}", depth + 1);
        }
    }

    private static string KeyText(object? key) => key switch
    {
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => $"({key?.GetType().Name ?? "None"})",
    };
}
