using System.Globalization;
using System.Numerics;

namespace CimCil.PyBridge;

/// <summary>
/// Reads the value that a pickle describes, for the few types that checkpoints are made of. It interprets the pickle's
/// instructions on plain .NET values; it loads no type by name and calls nothing that a file names.
/// </summary>
/// <remarks>
/// Values are null, bool, long, BigInteger, double, string, byte[], and the types of PythonValues.cs.
/// </remarks>
internal sealed class Unpickler
{
    private const int LowestProtocol = 2;
    private const int HighestProtocol = 5;
    private const int ValueSize = 56;
    private const int LongestInteger = 64;

    private readonly PickleReader _reader;
    private readonly MemoryBudget _budget;
    private readonly PickleStack _stack;
    private readonly PickleCalls _calls;
    private readonly List<PyStorage>? _storages;

    private Unpickler(PickleReader reader, MemoryBudget budget, List<PyStorage>? storages)
    {
        _reader = reader;
        _budget = budget;
        _storages = storages;
        _stack = new PickleStack(reader, budget);
        _calls = new PickleCalls(reader, budget);
    }

    /// <summary>Reads one pickle; the reader then stands behind it. The storages that it refers to are added to a list.</summary>
    /// <exception cref="CheckpointException">The pickle is damaged, names something that is not allowed, or is too deep or large.</exception>
    public static object? Read(PickleReader reader, MemoryBudget budget, List<PyStorage>? storages = null) => new Unpickler(reader, budget, storages).Run();

    private object? Run()
    {
        // Protocol 1 does not say its name.
        for (var opcode = _reader.ReadByte(); opcode != PickleOpcode.Stop; opcode = _reader.ReadByte())
        {
            if (!TryNumber(opcode) && !TryText(opcode) && !TryContainer(opcode) && !TryFill(opcode) && !TryStack(opcode) && !TryName(opcode))
                throw _reader.Broken($"has the instruction 0x{opcode:x2}, which state dictionaries do not need");
        }
        var value = _stack.Pop();
        return _stack.Count == 0 ? value : throw _reader.Broken($"leaves {_stack.Count} values over");
    }

    private void ReadProtocol()
    {
        var protocol = _reader.ReadByte();
        if (protocol is < LowestProtocol or > HighestProtocol)
            throw _reader.Broken($"is of protocol {protocol}; {LowestProtocol} to {HighestProtocol} are read");
    }

    private bool TryNumber(byte opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.None:
                _stack.Push(null);
                return true;
            case PickleOpcode.NewTrue:
                return Push(true);
            case PickleOpcode.NewFalse:
                return Push(false);
            case PickleOpcode.Int:
                return Push(ReadTypedInteger());
            case PickleOpcode.Long:
                return Push(Parse(_reader.ReadLine().TrimEnd('L')));
            case PickleOpcode.BinInt:
                return Push((long)_reader.ReadInt32());
            case PickleOpcode.BinInt1:
                return Push((long)_reader.ReadByte());
            case PickleOpcode.BinInt2:
                return Push((long)_reader.ReadUInt16());
            case PickleOpcode.Long1:
                return Push(ReadInteger(_reader.ReadByte()));
            case PickleOpcode.Long4:
                return Push(ReadInteger(_reader.ReadInt32()));
            case PickleOpcode.BinFloat:
                return Push(_reader.ReadBigEndianDouble());
            default:
                return false;
        }
    }

    private object ReadInteger(int byteCount)
    {
        if (byteCount is < 0 or > LongestInteger)
            throw _reader.Broken($"holds an integer of {byteCount} bytes; at most {LongestInteger} are read");
        return Plain(new BigInteger(_reader.ReadBytes(byteCount)));
    }

    /// <summary>Protocol 1 writes truth as a number of two digits.</summary>
    private object ReadTypedInteger() => _reader.ReadLine() switch
    {
        "00" => false,
        "01" => true,
        var digits => Parse(digits),
    };

    private object Parse(string digits) => digits.Length <= 2 * LongestInteger && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        ? Plain(value)
        : throw _reader.Broken($"holds an integer that is none, or of more than {2 * LongestInteger} digits");

    private static object Plain(BigInteger value) => value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;

    private bool TryText(byte opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.ShortBinUnicode or PickleOpcode.ShortBinString:
                return Push(_reader.ReadText(_reader.ReadByte()));
            case PickleOpcode.BinUnicode:
                return Push(_reader.ReadText((uint)_reader.ReadInt32()));
            case PickleOpcode.BinString:
                return Push(_reader.ReadText(_reader.ReadInt32()));
            case PickleOpcode.BinUnicode8:
                return Push(_reader.ReadText(_reader.ReadInt64()));
            case PickleOpcode.ShortBinBytes:
                return Push(_reader.ReadBytes(_reader.ReadByte()));
            case PickleOpcode.BinBytes:
                return Push(_reader.ReadBytes((uint)_reader.ReadInt32()));
            case PickleOpcode.BinBytes8 or PickleOpcode.ByteArray8:
                return Push(_reader.ReadBytes(_reader.ReadInt64()));
            default:
                return false;
        }
    }

    private bool TryContainer(byte opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.EmptyDict:
                return Push(new PyDictionary());
            case PickleOpcode.EmptyList:
                return Push(new PySequence(PySequenceKind.List));
            case PickleOpcode.EmptySet:
                return Push(new PySequence(PySequenceKind.Set));
            case PickleOpcode.EmptyTuple:
                return Push(new PySequence(PySequenceKind.Tuple));
            case PickleOpcode.List:
                return Push(Sequence(PySequenceKind.List, _stack.PopToMark()));
            case PickleOpcode.FrozenSet:
                return Push(Sequence(PySequenceKind.Set, _stack.PopToMark()));
            case PickleOpcode.Tuple:
                return Push(Sequence(PySequenceKind.Tuple, _stack.PopToMark()));
            case PickleOpcode.Tuple1 or PickleOpcode.Tuple2 or PickleOpcode.Tuple3:
                var items = new object?[opcode - PickleOpcode.Tuple1 + 1];
                for (var i = items.Length - 1; i >= 0; i--)
                    items[i] = _stack.Pop();
                return Push(Sequence(PySequenceKind.Tuple, items));
            case PickleOpcode.Dict:
                var dictionary = new PyDictionary();
                AddEntries(dictionary, _stack.PopToMark());
                return Push(dictionary);
            default:
                return false;
        }
    }

    /// <summary>Instructions that put values into the container below them.</summary>
    private bool TryFill(byte opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Append:
                var item = _stack.Pop();
                AddItems([item]);
                return true;
            case PickleOpcode.Appends or PickleOpcode.AddItems:
                var items = _stack.PopToMark();
                AddItems(items);
                return true;
            case PickleOpcode.SetItem:
                var value = _stack.Pop();
                var key = _stack.Pop();
                AddEntries([key, value]);
                return true;
            case PickleOpcode.SetItems:
                var entries = _stack.PopToMark();
                AddEntries(entries);
                return true;
            case PickleOpcode.Build:
                var state = _stack.Pop();
                _calls.Build(_stack.Peek(), state);
                return true;
            default:
                return false;
        }
    }

    private bool TryStack(byte opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark:
                _stack.Mark();
                return true;
            case PickleOpcode.Pop:
                _stack.Pop();
                return true;
            case PickleOpcode.PopMark:
                _stack.PopToMark();
                return true;
            case PickleOpcode.Dup:
                _stack.Push(_stack.Peek());
                return true;
            case PickleOpcode.BinPut:
                _stack.Remember(_reader.ReadByte());
                return true;
            case PickleOpcode.LongBinPut:
                _stack.Remember((uint)_reader.ReadInt32());
                return true;
            case PickleOpcode.Memoize:
                _stack.Memoize();
                return true;
            case PickleOpcode.BinGet:
                _stack.Push(_stack.Recall(_reader.ReadByte()));
                return true;
            case PickleOpcode.LongBinGet:
                _stack.Push(_stack.Recall((uint)_reader.ReadInt32()));
                return true;
            case PickleOpcode.Frame:
                _reader.ReadInt64();
                return true;
            case PickleOpcode.Proto:
                ReadProtocol();
                return true;
            default:
                return false;
        }
    }

    private bool TryName(byte opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global:
                return Push(Allowed(_reader.ReadLine(), _reader.ReadLine()));
            case PickleOpcode.StackGlobal:
                var name = _stack.Pop() as string;
                return Push(Allowed(_stack.Pop() as string, name));
            case PickleOpcode.BinPersId:
                var storage = _calls.Storage(_stack.Pop());
                _storages?.Add(storage);
                return Push(storage);
            case PickleOpcode.Reduce or PickleOpcode.NewObj:
                var arguments = _stack.Pop();
                return Push(_calls.Call(_stack.Pop(), arguments));
            case PickleOpcode.NewObjEx:
                _stack.Pop(); // Arguments by name, which only placeholders have.
                var unnamed = _stack.Pop();
                return Push(_calls.Call(_stack.Pop(), unnamed));
            default:
                return false;
        }
    }

    private PyGlobal Allowed(string? module, string? name)
    {
        if (module is null || name is null)
            throw _reader.Broken("names something by values that are no text");
        return PickleAllowList.Find(module, name) ?? throw _reader.Broken(
            $"asks for '{NameList.Shorten(module)}.{NameList.Shorten(name)}', which is not needed for weights and is never loaded. Nothing was run. Save the state_dict of the model instead of the model or the trainer");
    }

    private bool Push(object? value)
    {
        _budget.Charge(ValueSize);
        _stack.Push(value);
        return true;
    }

    private PySequence Sequence(PySequenceKind kind, object?[] items)
    {
        var sequence = new PySequence(kind);
        AddItems(sequence, items);
        return sequence;
    }

    /// <summary>Into the value on top of the stack; what is put into a placeholder is dropped.</summary>
    private void AddItems(object?[] items)
    {
        if (_stack.Peek() is not PyPlaceholder)
            AddItems(_stack.Peek<PySequence>(), items);
    }

    private void AddEntries(object?[] keysAndValues)
    {
        if (_stack.Peek() is not PyPlaceholder)
            AddEntries(_stack.Peek<PyDictionary>(), keysAndValues);
    }

    private void AddItems(PySequence sequence, object?[] items)
    {
        foreach (var item in items)
        {
            _budget.Charge(ValueSize / 2);
            if (!sequence.Add(item))
                throw TooDeep();
        }
    }

    private void AddEntries(PyDictionary dictionary, object?[] keysAndValues)
    {
        if (keysAndValues.Length % 2 != 0)
            throw _reader.Broken("has a dictionary with a key that lacks its value");
        for (var i = 0; i < keysAndValues.Length; i += 2)
        {
            _budget.Charge(ValueSize);
            if (!dictionary.Add(keysAndValues[i], keysAndValues[i + 1]))
                throw TooDeep();
        }
    }

    private CheckpointException TooDeep() => _reader.Broken($"nests values more than {PyContainer.MaximumDepth} deep");
}
