using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>Writes values as a pickle of protocol 2 that Python's restricted loader (weights_only=True) accepts.</summary>
internal sealed class PickleWriter
{
    private readonly MemoryStream _pickle = new();
    private readonly Func<torch.Tensor, int> _storageOf;

    private PickleWriter(Func<torch.Tensor, int> storageOf) => _storageOf = storageOf;

    /// <summary>Writes one value; a function gives the number of each tensor's storage.</summary>
    public static byte[] Write(object? value, Func<torch.Tensor, int> storageOf)
    {
        var writer = new PickleWriter(storageOf);
        writer.Op(PickleOpcode.Proto);
        writer.Op(2);
        writer.Value(value);
        writer.Op(PickleOpcode.Stop);
        return writer._pickle.ToArray();
    }

    private void Value(object? value)
    {
        switch (value)
        {
            case null:
                Op(PickleOpcode.None);
                break;
            case bool truth:
                Op(truth ? PickleOpcode.NewTrue : PickleOpcode.NewFalse);
                break;
            case int or long:
                Integer(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case double number:
                Number(number);
                break;
            case string text:
                Text(text);
                break;
            case torch.Tensor tensor:
                Tensor(tensor);
                break;
            case OrderedState state:
                Ordered(state);
                break;
            case PyDictionary dictionary:
                Op(PickleOpcode.EmptyDict);
                Entries(dictionary.Entries);
                break;
            case PySequence sequence:
                Sequence(sequence);
                break;
            default:
                throw new ArgumentException($"A {value.GetType()} cannot be pickled.", nameof(value));
        }
    }

    private void Integer(long value)
    {
        if (value is >= int.MinValue and <= int.MaxValue)
        {
            Op(PickleOpcode.BinInt);
            Int32((int)value);
            return;
        }
        Op(PickleOpcode.Long1);
        Op(sizeof(long));
        Span<byte> field = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(field, value);
        _pickle.Write(field);
    }

    private void Number(double value)
    {
        Op(PickleOpcode.BinFloat);
        Span<byte> field = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleBigEndian(field, value);
        _pickle.Write(field);
    }

    private void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Op(PickleOpcode.BinUnicode);
        Int32(bytes.Length);
        _pickle.Write(bytes);
    }

    private void Sequence(PySequence sequence)
    {
        if (sequence.Kind == PySequenceKind.List)
            Op(PickleOpcode.EmptyList);
        Op(PickleOpcode.Mark);
        foreach (var item in sequence.Items)
            Value(item);
        Op(sequence.Kind == PySequenceKind.List ? PickleOpcode.Appends : PickleOpcode.Tuple);
    }

    private void Ordered(OrderedState state)
    {
        EmptyOrdered();
        Op(PickleOpcode.Mark);
        foreach (var (name, tensor) in state.Tensors)
        {
            Text(name);
            Tensor(tensor);
        }
        Op(PickleOpcode.SetItems);
    }

    private void EmptyOrdered()
    {
        Global("collections", "OrderedDict");
        Op(PickleOpcode.EmptyTuple);
        Op(PickleOpcode.Reduce);
    }

    private void Entries(IReadOnlyList<KeyValuePair<object?, object?>> entries)
    {
        Op(PickleOpcode.Mark);
        foreach (var (key, value) in entries)
        {
            Value(key);
            Value(value);
        }
        Op(PickleOpcode.SetItems);
    }

    /// <summary>torch._utils._rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, backward hooks).</summary>
    private void Tensor(torch.Tensor tensor)
    {
        var type = ElementTypes.ByScalar(tensor.dtype)!;
        Global("torch._utils", "_rebuild_tensor_v2");
        Op(PickleOpcode.Mark);
        Op(PickleOpcode.Mark);
        Text("storage");
        Global("torch", type.StorageName!);
        Text(_storageOf(tensor).ToString(CultureInfo.InvariantCulture));
        Text("cpu");
        Integer(tensor.NumberOfElements);
        Op(PickleOpcode.Tuple);
        Op(PickleOpcode.BinPersId);
        Integer(0);
        Numbers(tensor.shape);
        Numbers(TensorGeometry.ContiguousStrides(tensor.shape));
        Op(PickleOpcode.NewFalse);
        EmptyOrdered();
        Op(PickleOpcode.Tuple);
        Op(PickleOpcode.Reduce);
    }

    private void Numbers(long[] numbers)
    {
        Op(PickleOpcode.Mark);
        foreach (var number in numbers)
            Integer(number);
        Op(PickleOpcode.Tuple);
    }

    private void Global(string module, string name)
    {
        Op(PickleOpcode.Global);
        _pickle.Write(Encoding.ASCII.GetBytes($"{module}\n{name}\n"));
    }

    private void Op(byte opcode) => _pickle.WriteByte(opcode);

    private void Int32(int value)
    {
        Span<byte> field = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(field, value);
        _pickle.Write(field);
    }
}

/// <summary>A state dictionary: an OrderedDict of tensors.</summary>
internal sealed record OrderedState(IReadOnlyList<(string Name, torch.Tensor Tensor)> Tensors);
