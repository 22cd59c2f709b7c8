using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>
/// A tensor of a weights file: its name, shape and type. Its numbers stay in the file until <see cref="Read"/>. In PyTorch
/// files several tensors may be views of one storage.
/// </summary>
public sealed class CheckpointTensor
{
    private readonly long[] _shape;
    private readonly long[] _strides;

    internal CheckpointTensor(string name, CheckpointStorage storage, long offset, long[] shape, long[] strides)
    {
        Name = name;
        Storage = storage;
        StorageOffset = offset;
        _shape = shape;
        _strides = strides;
        ElementCount = TensorGeometry.ElementCount(shape) ?? throw new ArgumentException("The shape holds too many elements.", nameof(shape));
    }

    /// <summary>The name; in a PyTorch file the keys that lead to the tensor, joined by dots.</summary>
    public string Name { get; }

    /// <summary>The type of the elements.</summary>
    public ElementType ElementType => Storage.Type.Type;

    /// <summary>The sizes; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape => _shape;

    /// <summary>The distance of neighbours in each dimension, in elements of the storage.</summary>
    public IReadOnlyList<long> Strides => _strides;

    /// <summary>The first element's position in its storage, in elements.</summary>
    public long StorageOffset { get; }

    /// <summary>The number of elements.</summary>
    public long ElementCount { get; }

    /// <summary>What the elements take when stored one after another, in bytes.</summary>
    public long ByteCount => Storage.Type.Size > 0 ? ElementCount * Storage.Type.Size : Storage.Bytes.Length;

    internal CheckpointStorage Storage { get; }

    /// <summary>
    /// Reads the storage, verifies its checksum where the format has one, and gives the tensor as a view of it on the CPU, with the
    /// stored strides. The caller owns the tensor (or its dispose scope does).
    /// </summary>
    /// <exception cref="CheckpointException">The data is damaged, or TorchSharp has no such type.</exception>
    public torch.Tensor Read()
    {
        using var whole = Storage.Read();
        return ViewOf(whole);
    }

    internal torch.Tensor ViewOf(torch.Tensor storage) => storage.as_strided(_shape, _strides, StorageOffset);

    /// <summary>Whether the elements, one after another, are all that the storage holds, and lie in the file unpacked.</summary>
    internal bool IsWholeStorage => StorageOffset == 0 && ElementCount == Storage.ElementCount && !Storage.Bytes.IsDeflated && TensorGeometry.IsContiguous(_shape, _strides);

    /// <summary>The same tensor under another name.</summary>
    internal CheckpointTensor Named(string name) => new(name, Storage, StorageOffset, _shape, _strides);

    /// <summary>The name, type and shape, as in <c>conv1.weight float32 [64, 3, 7, 7]</c>.</summary>
    public override string ToString() => $"{Name} {Storage.Type.TorchName} [{string.Join(", ", _shape)}]";
}
