using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace CimCil.PyBridge;

/// <summary>What the allowed names give for their arguments.</summary>
internal sealed class PickleCalls(PickleReader reader, MemoryBudget budget)
{
    private const int MaximumDimensionCount = 64;
    private const int TensorSize = 256;

    /// <summary>A storage's persistent id: ('storage', type, key, location, number of elements[, view of legacy files]).</summary>
    public PyStorage Storage(object? id)
    {
        if (id is not PySequence { Items: ["storage", PyGlobal type, string key, string, long count, ..] items } || items.Count > 6 || count < 0)
            throw reader.Broken("refers to a storage in an unknown form");
        if (items is [_, _, _, _, _, not null])
            throw reader.Broken("refers to a part of a storage in the form of PyTorch before 0.4; load it in Python and save it again");
        return type.Kind switch
        {
            PyGlobalKind.Storage => new PyStorage(key, type.Type, count),
            PyGlobalKind.UntypedStorage => new PyStorage(key, null, count),
            _ => throw reader.Broken($"refers to a storage of type {type.Name}, which is none"),
        };
    }

    public object Call(object? function, object? arguments)
    {
        if (function is not PyGlobal global || arguments is not PySequence { Kind: PySequenceKind.Tuple, Items: var items })
            throw reader.Broken("calls something that is no function, or without arguments");
        return (global.Kind, items) switch
        {
            // Protocol 1 makes objects of any kind by one function.
            (PyGlobalKind.Inert, [PyGlobal { Kind: PyGlobalKind.Dictionary }, ..]) => items.OfType<PyDictionary>().FirstOrDefault() ?? new PyDictionary(),
            (PyGlobalKind.Inert, [PyGlobal { Kind: PyGlobalKind.Inert } type, ..]) => new PyPlaceholder(type.Name),
            // Protocol 5 makes arrays by a function of their own.
            (PyGlobalKind.Inert, _) => new PyPlaceholder(global.Name.EndsWith("._frombuffer", StringComparison.Ordinal) ? "numpy.ndarray" : global.Name),
            (PyGlobalKind.Dictionary, [PyDictionary entries]) => entries,
            (PyGlobalKind.Dictionary, _) => new PyDictionary(),
            (PyGlobalKind.OrderedDict, []) => new PyDictionary(),
            (PyGlobalKind.OrderedDict, [PySequence pairs]) => Dictionary(pairs),
            (PyGlobalKind.Set, []) => new PySequence(PySequenceKind.Set),
            (PyGlobalKind.Set, [PySequence members]) => members,
            (PyGlobalKind.Size, [PySequence sizes]) => sizes,
            (PyGlobalKind.Device, [string name]) => new PyDevice(name),
            (PyGlobalKind.Device, [string name, long index]) => new PyDevice(string.Create(CultureInfo.InvariantCulture, $"{name}:{index}")),
            (PyGlobalKind.RebuildTensor, [PyStorage storage, long offset, PySequence shape, PySequence strides, ..]) => Tensor(storage, storage.Type, offset, shape, strides),
            (PyGlobalKind.RebuildUntypedTensor, [PyStorage storage, long offset, PySequence shape, PySequence strides, _, _, PyGlobal { Kind: PyGlobalKind.DataType } type, ..]) => Tensor(storage, type.Type, offset, shape, strides),
            (PyGlobalKind.RebuildParameter, [PyTensor tensor, ..]) => tensor,
            (PyGlobalKind.NumPyType, [string code, ..]) => new PyNumPyType(code),
            (PyGlobalKind.NumPyScalar, [PyNumPyType type, byte[] bytes]) => Scalar(type, bytes),
            (PyGlobalKind.Encode, [string text, "latin1" or "latin-1"]) => Encode(text),
            (_, _) when items.OfType<PyPlaceholder>().FirstOrDefault() is { } other => throw reader.Broken(
                $"makes a tensor of '{other.Name}', which is left unread where it only lies beside the weights, and is never loaded. Nothing was run. Load the file in Python and save the state_dict of the model"),
            _ => throw reader.Broken($"calls {global.Name} with other arguments than PyTorch does"),
        };
    }

    /// <summary>Sets an object's attributes: only a dictionary's (its version notes, unused), a placeholder's (dropped) and a NumPy type's byte order.</summary>
    public void Build(object? target, object? state)
    {
        switch (target, state)
        {
            case (PyDictionary or PyPlaceholder, _):
                break;
            case (PyNumPyType type, PySequence { Items: [_, string order, ..] }):
                type.IsBigEndian = order == ">";
                break;
            default:
                throw reader.Broken("sets attributes of something that has none");
        }
    }

    private PyDictionary Dictionary(PySequence pairs)
    {
        var dictionary = new PyDictionary();
        foreach (var pair in pairs.Items)
        {
            budget.Charge(TensorSize);
            if (pair is not PySequence { Items: [var key, var value] } || !dictionary.Add(key, value))
                throw reader.Broken("builds a dictionary from something else than pairs, or too deep");
        }
        return dictionary;
    }

    private PyTensor Tensor(PyStorage storage, ElementTypeInfo? type, long offset, PySequence shape, PySequence strides)
    {
        budget.Charge(TensorSize + 16L * shape.Items.Count);
        if (type is null || shape.Items.Count != strides.Items.Count || shape.Items.Count > MaximumDimensionCount)
            throw reader.Broken("describes a tensor without type, or with shape and strides that do not fit");
        var tensor = new PyTensor(storage, type, offset, Numbers(shape), Numbers(strides));
        var capacity = storage.Type is null ? storage.ElementCount / type.Size : storage.ElementCount;
        if (TensorGeometry.ElementCount(tensor.Shape) is not { } count || count > long.MaxValue / type.Size)
            throw reader.Broken($"describes a tensor of shape [{string.Join(", ", tensor.Shape)}], which cannot be");
        if (TensorGeometry.Extent(tensor.Shape, tensor.Strides, offset) is not { } extent || extent > capacity)
            throw reader.Broken($"describes a tensor of shape [{string.Join(", ", tensor.Shape)}] and strides [{string.Join(", ", tensor.Strides)}] at element {offset} of storage '{NameList.Shorten(storage.Key)}', which has only {capacity} elements");
        return tensor;
    }

    private long[] Numbers(PySequence sequence)
    {
        var numbers = new long[sequence.Items.Count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = sequence.Items[i] is long number ? number : throw reader.Broken("has a shape or stride that is no integer");
        return numbers;
    }

    /// <summary>Bytes that Python 3 wrote for protocol 2, as text of the same code points.</summary>
    private byte[] Encode(string text)
    {
        budget.Charge(text.Length);
        return text.All(c => c < 256) ? Encoding.Latin1.GetBytes(text) : throw reader.Broken("holds bytes above 255");
    }

    private object Scalar(PyNumPyType type, byte[] bytes)
    {
        var little = type.IsBigEndian ? bytes.Reverse().ToArray() : bytes;
        object? value = (type.Code, bytes.Length) switch
        {
            ("b1", 1) => bytes[0] != 0,
            ("f2", 2) => (double)BinaryPrimitives.ReadHalfLittleEndian(little),
            ("f4", 4) => (double)BinaryPrimitives.ReadSingleLittleEndian(little),
            ("f8", 8) => BinaryPrimitives.ReadDoubleLittleEndian(little),
            ("i1", 1) or ("i2", 2) or ("i4", 4) or ("i8", 8) => (long)new BigInteger(little),
            ("u1", 1) or ("u2", 2) or ("u4", 4) => (long)new BigInteger(little, isUnsigned: true),
            ("u8", 8) => new BigInteger(little, isUnsigned: true),
            _ => null,
        };
        return value ?? throw reader.Broken($"holds a NumPy value of type '{NameList.Shorten(type.Code)}' in {bytes.Length} bytes; numbers are read");
    }
}
