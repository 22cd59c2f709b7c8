namespace CimCil.PyBridge;

/// <summary>
/// The names of Python's that a state dictionary needs. None of them is looked up or run: each only says what the values that
/// follow it mean. Every other name is refused.
/// </summary>
internal static class PickleAllowList
{
    private static readonly Dictionary<string, PyGlobal> Allowed = new[]
    {
        new PyGlobal(PyGlobalKind.OrderedDict, "collections.OrderedDict"),
        new PyGlobal(PyGlobalKind.Set, "builtins.set"),
        new PyGlobal(PyGlobalKind.Set, "__builtin__.set"),
        new PyGlobal(PyGlobalKind.Size, "torch.Size"),
        new PyGlobal(PyGlobalKind.Device, "torch.device"),
        new PyGlobal(PyGlobalKind.UntypedStorage, "torch.storage.UntypedStorage"),
        new PyGlobal(PyGlobalKind.UntypedStorage, "torch.UntypedStorage"),
        new PyGlobal(PyGlobalKind.RebuildTensor, "torch._utils._rebuild_tensor"),
        new PyGlobal(PyGlobalKind.RebuildTensor, "torch._utils._rebuild_tensor_v2"),
        new PyGlobal(PyGlobalKind.RebuildUntypedTensor, "torch._utils._rebuild_tensor_v3"),
        new PyGlobal(PyGlobalKind.RebuildParameter, "torch._utils._rebuild_parameter"),
        new PyGlobal(PyGlobalKind.NumPyScalar, "numpy.core.multiarray.scalar"),
        new PyGlobal(PyGlobalKind.NumPyScalar, "numpy._core.multiarray.scalar"),
        new PyGlobal(PyGlobalKind.NumPyType, "numpy.dtype"),
        new PyGlobal(PyGlobalKind.Encode, "_codecs.encode"),
    }.Concat(Enum.GetValues<ElementType>().Select(type => type.Info()).SelectMany(Names)).ToDictionary(global => global.Name, StringComparer.Ordinal);

    /// <summary>What a name stands for, or null where it is not allowed.</summary>
    public static PyGlobal? Find(string module, string name) => Allowed.GetValueOrDefault($"{module}.{name}");

    private static IEnumerable<PyGlobal> Names(ElementTypeInfo type)
    {
        yield return new PyGlobal(PyGlobalKind.DataType, $"torch.{type.TorchName}", type);
        if (type.StorageName is not null)
            yield return new PyGlobal(PyGlobalKind.Storage, $"torch.{type.StorageName}", type);
    }
}
