namespace CimCil.PyBridge;

/// <summary>A Python container with how deep containers are nested below it.</summary>
internal abstract class PyContainer
{
    /// <summary>The deepest nesting that is read; training scripts stay below ten.</summary>
    public const int MaximumDepth = 100;

    public int Depth { get; private set; } = 1;

    /// <summary>False where the nesting becomes too deep.</summary>
    protected bool Hold(object? value)
    {
        if (value is PyContainer inner)
            Depth = Math.Max(Depth, inner.Depth + 1);
        return Depth <= MaximumDepth;
    }
}

/// <summary>A list, tuple or set: which of them makes no difference to weights.</summary>
internal sealed class PySequence(PySequenceKind kind) : PyContainer
{
    private static readonly List<object?> Nothing = [];
    private List<object?>? _items;

    public PySequenceKind Kind { get; } = kind;

    public IReadOnlyList<object?> Items => _items ?? Nothing;

    public bool Add(object? value)
    {
        (_items ??= []).Add(value);
        return Hold(value);
    }
}

/// <summary>The kinds of sequences.</summary>
internal enum PySequenceKind
{
    /// <summary>A list.</summary>
    List,

    /// <summary>A tuple, or torch.Size.</summary>
    Tuple,

    /// <summary>A set.</summary>
    Set,
}

/// <summary>
/// A dict or OrderedDict as its entries in order. It does not hash: keys come from the file, and nothing is looked up before
/// the file has been read.
/// </summary>
internal sealed class PyDictionary : PyContainer
{
    private static readonly List<KeyValuePair<object?, object?>> Nothing = [];
    private List<KeyValuePair<object?, object?>>? _entries;

    public IReadOnlyList<KeyValuePair<object?, object?>> Entries => _entries ?? Nothing;

    public bool Add(object? key, object? value)
    {
        (_entries ??= []).Add(new(key, value));
        return Hold(key) & Hold(value);
    }

    /// <summary>The value of a text or number key, or null.</summary>
    public object? this[object key] => (_entries ?? Nothing).FindLast(entry => key.Equals(entry.Key)).Value;
}

/// <summary>A name of Python's that the pickle may use.</summary>
internal sealed record PyGlobal(PyGlobalKind Kind, string Name, ElementTypeInfo? Type = null);

/// <summary>What an allowed name stands for.</summary>
internal enum PyGlobalKind
{
    OrderedDict,
    Set,
    Size,
    Device,
    DataType,
    Storage,
    UntypedStorage,
    RebuildTensor,
    RebuildUntypedTensor,
    RebuildParameter,
    NumPyScalar,
    NumPyType,
    Encode,

    /// <summary>A kind of dictionary whose entries are read as those of any other.</summary>
    Dictionary,

    /// <summary>Nothing that weights need: what is made of it becomes a <see cref="PyPlaceholder"/>.</summary>
    Inert,
}

/// <summary>A value beside the weights, such as a script's arguments: its name is kept, and it is neither made nor looked into.</summary>
internal sealed record PyPlaceholder(string Name);

/// <summary>torch.device, as in <c>cuda:0</c>.</summary>
internal sealed record PyDevice(string Name);

/// <summary>A type of NumPy, as in <c>f8</c>, and its byte order.</summary>
internal sealed class PyNumPyType(string code)
{
    public string Code { get; } = code;

    public bool IsBigEndian { get; set; }
}

/// <summary>A reference to a storage of the file. The type is null where only the tensor says it.</summary>
internal sealed record PyStorage(string Key, ElementTypeInfo? Type, long ElementCount);

/// <summary>A tensor: a view of a storage.</summary>
internal sealed record PyTensor(PyStorage Storage, ElementTypeInfo Type, long Offset, long[] Shape, long[] Strides);
