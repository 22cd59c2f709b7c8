namespace CimCil.PyBridge;

/// <summary>The unpickler's stack with its marks, and the memo of values that are used again.</summary>
internal sealed class PickleStack(PickleReader reader, MemoryBudget budget)
{
    // The memo numbers values in order, but an optimizing pickler may leave some out.
    private const int LargestMemoGap = 16;
    private const int SlotSize = 16;

    private readonly List<object?> _values = [];
    private readonly List<int> _marks = [];
    private readonly List<object?> _memo = [];

    public int Count => _values.Count;

    public void Push(object? value)
    {
        budget.Charge(SlotSize);
        _values.Add(value);
    }

    public object? Pop()
    {
        var value = Peek();
        _values.RemoveAt(_values.Count - 1);
        return value;
    }

    /// <summary>The last value; nothing below a mark can be reached before the mark is taken.</summary>
    public object? Peek() => _values.Count > (_marks.Count == 0 ? 0 : _marks[^1])
        ? _values[^1]
        : throw reader.Broken("takes a value from an empty stack");

    public T Peek<T>() where T : class => Peek() as T ?? throw reader.Broken($"expects a {typeof(T).Name} where it has something else");

    public void Mark()
    {
        budget.Charge(SlotSize);
        _marks.Add(_values.Count);
    }

    /// <summary>Takes the values above the last mark, and the mark.</summary>
    public object?[] PopToMark()
    {
        if (_marks.Count == 0)
            throw reader.Broken("takes values up to a mark that is not there");
        var start = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        var values = _values[start..].ToArray();
        _values.RemoveRange(start, values.Length);
        return values;
    }

    public void Remember(long index)
    {
        if (index < 0 || index > _memo.Count + LargestMemoGap)
            throw reader.Broken($"numbers a value {index} where {_memo.Count} is next");
        budget.Charge(SlotSize);
        while (_memo.Count <= index)
        {
            budget.Charge(SlotSize);
            _memo.Add(Unset);
        }
        _memo[(int)index] = Peek();
    }

    public void Memoize() => Remember(_memo.Count);

    public object? Recall(long index) => index >= 0 && index < _memo.Count && !ReferenceEquals(_memo[(int)index], Unset)
        ? _memo[(int)index]
        : throw reader.Broken($"uses value {index}, which it has not made");

    private static object Unset { get; } = new();
}
