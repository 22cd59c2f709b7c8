namespace CimCil.PyBridge;

/// <summary>
/// The names of Python's that a state dictionary needs, and harmless ones that training scripts save beside it. None of them is
/// looked up or run: each only says what the values that follow it mean. Every other name is refused.
/// </summary>
internal static class PickleAllowList
{
    /// <summary>Kinds of dictionaries that a script's weights, or settings beside them, may lie in.</summary>
    private static readonly string[] Dictionaries =
    [
        "collections.defaultdict", "collections.Counter", "easydict.EasyDict", "munch.Munch", "yacs.config.CfgNode",
        "pytorch_lightning.utilities.parsing.AttributeDict", "lightning.pytorch.utilities.parsing.AttributeDict",
        "lightning_fabric.utilities.data.AttributeDict", "lightning.fabric.utilities.data.AttributeDict",
    ];

    /// <summary>What is left unread: arguments, paths, times, arrays of NumPy and its generators, settings of training programs.</summary>
    private static readonly string[] Inert =
    [
        "argparse.Namespace", "types.SimpleNamespace", "collections.deque", "decimal.Decimal", "fractions.Fraction", "uuid.UUID", "typing.Any",
        .. Of(["pathlib", "pathlib._local"], "Path", "PosixPath", "WindowsPath", "PurePath", "PurePosixPath", "PureWindowsPath"),
        .. Of(["datetime"], "datetime", "date", "time", "timedelta", "timezone"),
        .. Of(["builtins", "__builtin__"], "object", "dict", "list", "tuple", "int", "long", "float", "complex", "bool", "str", "unicode", "bytes", "bytearray", "range", "xrange", "slice"),
        .. Of(["copyreg", "copy_reg"], "_reconstructor"),
        .. Of(["numpy.core.multiarray", "numpy._core.multiarray"], "_reconstruct"),
        .. Of(["numpy.core.numeric", "numpy._core.numeric"], "_frombuffer"),
        .. Of(["numpy"], "ndarray", "bool_", "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64"),
        .. Of(["numpy.random._pickle"], "__randomstate_ctor", "__generator_ctor", "__bit_generator_ctor"),
        .. Of(["omegaconf.dictconfig"], "DictConfig"), .. Of(["omegaconf.listconfig"], "ListConfig"),
        .. Of(["omegaconf.base"], "ContainerMetadata", "Metadata"), .. Of(["omegaconf.nodes"], "AnyNode", "StringNode", "IntegerNode", "FloatNode", "BooleanNode"),
        .. Of(["pytorch_lightning.callbacks.model_checkpoint", "lightning.pytorch.callbacks.model_checkpoint"], "ModelCheckpoint"),
        .. Of(["pytorch_lightning.callbacks.early_stopping", "lightning.pytorch.callbacks.early_stopping"], "EarlyStopping"),
        "torch.torch_version.TorchVersion",
    ];

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
        new PyGlobal(PyGlobalKind.Set, "builtins.frozenset"),
        new PyGlobal(PyGlobalKind.Set, "__builtin__.frozenset"),
    }.Concat(Dictionaries.Select(name => new PyGlobal(PyGlobalKind.Dictionary, name)))
        .Concat(Inert.Select(name => new PyGlobal(PyGlobalKind.Inert, name))).Concat(ElementTypes.Named.SelectMany(Names)).ToDictionary(global => global.Name, StringComparer.Ordinal);

    /// <summary>What a name stands for, or null where it is not allowed.</summary>
    public static PyGlobal? Find(string module, string name) => Allowed.GetValueOrDefault($"{module}.{name}");

    private static IEnumerable<string> Of(string[] modules, params string[] names) => modules.SelectMany(module => names.Select(name => $"{module}.{name}"));

    private static IEnumerable<PyGlobal> Names(ElementTypeInfo type)
    {
        yield return new PyGlobal(PyGlobalKind.DataType, $"torch.{type.TorchName}", type);
        if (type.StorageName is not null)
            yield return new PyGlobal(PyGlobalKind.Storage, $"torch.{type.StorageName}", type);
    }
}
