namespace CimCil.PyBridge;

/// <summary>The storages of a PyTorch file, each made once, so that tensors that share one in the file share one here.</summary>
internal sealed class StorageTable(string path, Func<PyStorage, Int128, StoredBytes> bytesOf, ByteOrder order)
{
    private readonly Dictionary<(string Key, ElementType Type), CheckpointStorage> _storages = [];
    private readonly Dictionary<string, PyStorage> _described = new(StringComparer.Ordinal);

    public CheckpointStorage Of(PyTensor tensor)
    {
        var described = tensor.Storage;
        if (!_described.TryAdd(described.Key, described) && _described[described.Key] != described)
            throw new CheckpointException($"{path} describes storage '{NameList.Shorten(described.Key)}' in two ways.");
        var id = (described.Key, tensor.Type.Type);
        if (!_storages.TryGetValue(id, out var storage))
            _storages.Add(id, storage = Create(described, tensor.Type));
        return storage;
    }

    private CheckpointStorage Create(PyStorage described, ElementTypeInfo type)
    {
        var byteCount = (Int128)described.ElementCount * (described.Type?.Size ?? 1);
        var bytes = bytesOf(described, byteCount);
        if (byteCount % type.Size != 0)
            throw new CheckpointException($"{path}: storage '{NameList.Shorten(described.Key)}' has {byteCount} bytes, which is no multiple of a {type.TorchName}.");
        return new CheckpointStorage(described.Key, type, (long)(byteCount / type.Size), bytes, order);
    }
}
