using CimCil.Foundation;
using static TorchSharp.torch;

namespace CimCil.Data;

/// <summary>Batches on their way to a GPU, in a ring of slots: one is filled while another travels and a third is computed on.</summary>
internal sealed class CudaBatchUpload : BatchUpload
{
    private const int SlotCount = 3;

    private readonly Device _device;
    private readonly nint _stream;
    private readonly Slot[] _slots;
    private int _next;
    private Normalization? _normalization;
    private Tensor? _constants;

    public CudaBatchUpload(Device device)
    {
        _device = device;
        using var current = CudaDriver.Enter(device);
        _stream = CudaDriver.CreateStream();
        _slots = [.. Enumerable.Range(0, SlotCount).Select(_ => new Slot())];
    }

    /// <inheritdoc/>
    public override (Tensor Images, Tensor Labels) Bring(Batch batch)
    {
        using var current = CudaDriver.Enter(_device);
        var slot = _slots[_next];
        _next = (_next + 1) % SlotCount;
        slot.Reserve(batch.Pixels.Length, batch.Count, _device);
        slot.Fill(batch);
        var (pixels, labels) = slot.Send(_stream);
        using var scope = NewDisposeScope();
        var images = batch.Normalization.Apply(pixels.view(batch.Count, 3, batch.ImageSide, batch.ImageSide), Constants(batch.Normalization)).MoveToOuterDisposeScope();
        var ownLabels = labels.clone().MoveToOuterDisposeScope();
        slot.Leave();
        pixels.Dispose();
        labels.Dispose();
        return (images, ownLabels);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        using var current = CudaDriver.Enter(_device);
        foreach (var slot in _slots)
            slot.Dispose();
        CudaDriver.DestroyStream(_stream);
        _constants?.Dispose();
    }

    private Tensor Constants(Normalization normalization)
    {
        if (_constants is null || normalization != _normalization)
        {
            _constants?.Dispose();
            (_normalization, _constants) = (normalization, normalization.Constants(_device).DetachFromDisposeScope());
        }
        return _constants;
    }

    /// <summary>Memory for one batch on either side, with what has happened to it.</summary>
    private sealed unsafe class Slot : IDisposable
    {
        private readonly nint _arrived = CudaDriver.CreateEvent();
        private readonly nint _left = CudaDriver.CreateEvent();
        private nint _pinned;
        private long _pixelCapacity;
        private long _labelCapacity;
        private Tensor? _pixels;
        private Tensor? _labels;
        private int _pixelCount;
        private int _labelCount;

        /// <summary>Makes room; a slot that must grow waits until nobody uses it.</summary>
        public void Reserve(long pixelCount, long labelCount, Device device)
        {
            if (pixelCount <= _pixelCapacity && labelCount <= _labelCapacity)
                return;
            Release();
            (_pixelCapacity, _labelCapacity) = (Math.Max(pixelCount, _pixelCapacity), Math.Max(labelCount, _labelCapacity));
            _pinned = CudaDriver.AllocatePinned((_labelCapacity * sizeof(long)) + _pixelCapacity);
            _pixels = empty([_pixelCapacity], ScalarType.Byte, device).DetachFromDisposeScope();
            _labels = empty([_labelCapacity], ScalarType.Int64, device).DetachFromDisposeScope();
            // What libtorch did with this memory before must be over before the other stream writes to it.
            CudaDriver.Record(_left, CudaDriver.ComputeStream);
        }

        /// <summary>Copies a batch into pinned memory, once the batch before it has left that.</summary>
        public void Fill(Batch batch)
        {
            CudaDriver.Wait(_arrived);
            (_pixelCount, _labelCount) = (batch.Pixels.Length, batch.Count);
            batch.Labels.CopyTo(new Span<long>((void*)_pinned, _labelCount));
            batch.Pixels.CopyTo(new Span<byte>((void*)PinnedPixels, _pixelCount));
        }

        /// <summary>Sends the batch off; computations that follow wait for it.</summary>
        public (Tensor Pixels, Tensor Labels) Send(nint stream)
        {
            CudaDriver.Wait(stream, _left);
            CudaDriver.CopyToDevice(_labels!, _pinned, (long)_labelCount * sizeof(long), stream);
            CudaDriver.CopyToDevice(_pixels!, PinnedPixels, _pixelCount, stream);
            CudaDriver.Record(_arrived, stream);
            CudaDriver.Wait(CudaDriver.ComputeStream, _arrived);
            return (_pixels!.narrow(0, 0, _pixelCount), _labels!.narrow(0, 0, _labelCount));
        }

        /// <summary>Notes that the computations so far are all that read the batch.</summary>
        public void Leave() => CudaDriver.Record(_left, CudaDriver.ComputeStream);

        public void Dispose()
        {
            Release();
            CudaDriver.DestroyEvent(_arrived);
            CudaDriver.DestroyEvent(_left);
        }

        private nint PinnedPixels => _pinned + (nint)(_labelCapacity * sizeof(long));

        private void Release()
        {
            if (_pixels is null)
                return;
            CudaDriver.Wait(_arrived);
            CudaDriver.FreePinned(_pinned);
            _pixels.Dispose();
            _labels!.Dispose();
        }
    }
}
