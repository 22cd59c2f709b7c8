namespace CimCil.Data;

/// <summary>The memory of one batch, filled by workers slot by slot and used again for later batches.</summary>
internal sealed class BatchBuffers(int capacity, int imageByteCount)
{
    private readonly byte[] _pixels = GC.AllocateUninitializedArray<byte>(capacity * imageByteCount);
    private readonly long[] _labels = new long[capacity];
    private readonly int[] _indices = new int[capacity];
    private readonly (int Height, int Width)[] _sizes = new (int, int)[capacity];
    private readonly bool[] _leftOut = new bool[capacity];

    private Exception? _failure;
    private int _failedSlot;

    /// <summary>Images in the batch; less than the slots when some were left out.</summary>
    public int Count { get; private set; }

    /// <summary>Slots that no worker has finished yet. Changed under the epoch's lock.</summary>
    public int UnfinishedCount { get; set; }

    /// <summary>The failure of the first slot that failed.</summary>
    public Exception? Failure => _failure;

    public ReadOnlySpan<byte> Pixels => _pixels.AsSpan(0, Count * imageByteCount);

    public ReadOnlySpan<long> Labels => _labels.AsSpan(0, Count);

    public ReadOnlySpan<int> Indices => _indices.AsSpan(0, Count);

    public ReadOnlySpan<(int Height, int Width)> Sizes => _sizes.AsSpan(0, Count);

    /// <summary>Empties the batch for a number of slots.</summary>
    public void Open(int slotCount)
    {
        (Count, UnfinishedCount, _failure) = (slotCount, slotCount, null);
        _leftOut.AsSpan(0, slotCount).Clear();
    }

    /// <summary>Where the image of a slot belongs.</summary>
    public Span<byte> PixelsOf(int slot) => _pixels.AsSpan(slot * imageByteCount, imageByteCount);

    /// <summary>Notes what the image of a slot is.</summary>
    public void Describe(int slot, int index, long label, int height, int width)
    {
        _indices[slot] = index;
        _labels[slot] = label;
        _sizes[slot] = (height, width);
    }

    /// <summary>Leaves the slot out of the finished batch.</summary>
    public void LeaveOut(int slot) => _leftOut[slot] = true;

    /// <summary>Notes a failure; the lowest slot wins, so that the same one surfaces in every run. Called under the epoch's lock.</summary>
    public void Fail(int slot, Exception failure)
    {
        if (_failure is null || slot < _failedSlot)
            (_failure, _failedSlot) = (failure, slot);
    }

    /// <summary>Closes the gaps of the slots that were left out.</summary>
    public void Close()
    {
        var kept = 0;
        for (var slot = 0; slot < Count; slot++)
        {
            if (_leftOut[slot])
                continue;
            if (kept != slot)
            {
                PixelsOf(slot).CopyTo(PixelsOf(kept));
                Describe(kept, _indices[slot], _labels[slot], _sizes[slot].Height, _sizes[slot].Width);
            }
            kept++;
        }
        Count = kept;
    }
}
