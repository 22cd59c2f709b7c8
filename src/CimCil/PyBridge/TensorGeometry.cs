namespace CimCil.PyBridge;

/// <summary>The arithmetic of shapes and strides, with every overflow noticed.</summary>
internal static class TensorGeometry
{
    /// <summary>The number of elements of a shape, or null where a size is negative or the product leaves 63 bits.</summary>
    public static long? ElementCount(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        var empty = false;
        foreach (var size in shape)
        {
            if (size < 0)
                return null;
            empty |= size == 0;
            // The sizes that are not zero must be sane even where another size is zero.
            if (size != 0 && Math.BigMul(count, size, out count) != 0 || count < 0)
                return null;
        }
        return empty ? 0 : count;
    }

    /// <summary>One past the largest element that a view touches, or null where it leaves 63 bits or a stride is negative.</summary>
    public static long? Extent(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides, long offset)
    {
        if (offset < 0 || ElementCount(shape) is not { } count)
            return null;
        Int128 last = offset;
        for (var i = 0; i < shape.Length; i++)
        {
            if (strides[i] < 0)
                return null;
            last += (Int128)Math.Max(shape[i] - 1, 0) * strides[i];
            if (last >= long.MaxValue)
                return null;
        }
        return count == 0 ? offset : (long)last + 1;
    }

    public static long[] ContiguousStrides(ReadOnlySpan<long> shape)
    {
        var strides = new long[shape.Length];
        var stride = 1L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(shape[i], 1);
        }
        return strides;
    }

    public static bool IsContiguous(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        var stride = 1L;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            if (shape[i] == 0)
                return true;
            if (shape[i] != 1 && strides[i] != stride)
                return false;
            stride *= shape[i];
        }
        return true;
    }
}
