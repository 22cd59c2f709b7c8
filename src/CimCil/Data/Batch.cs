using System.Collections.Concurrent;
using TorchSharp;

namespace CimCil.Data;

/// <summary>
/// Images of one step with their labels. Its memory belongs to the loader and is used again once the batch is disposed, so make
/// tensors of it first.
/// </summary>
public sealed class Batch : IDisposable
{
    private readonly ConcurrentBag<BatchBuffers> _home;
    private readonly Normalization _normalization;
    private BatchBuffers? _buffers;

    internal Batch(BatchBuffers buffers, ConcurrentBag<BatchBuffers> home, int imageSide, Normalization normalization)
    {
        (_buffers, _home, ImageSide, _normalization) = (buffers, home, imageSide, normalization);
        Count = buffers.Count;
    }

    /// <summary>Its position in the epoch, from 0; batches of which every image was left out count.</summary>
    public int Number { get; init; }

    /// <summary>Images N; at least 1.</summary>
    public int Count { get; }

    /// <summary>Side S of the square images.</summary>
    public int ImageSide { get; }

    /// <summary>The images' bytes, [N, 3, S, S].</summary>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    public ReadOnlySpan<byte> Pixels => Buffers.Pixels;

    /// <summary>Labels, [N]: positions in the class order.</summary>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    public ReadOnlySpan<long> Labels => Buffers.Labels;

    /// <summary>Positions in the loader's list of samples, [N].</summary>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    public ReadOnlySpan<int> Indices => Buffers.Indices;

    /// <summary>Sizes of the decoded images before any transform, [N].</summary>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    public ReadOnlySpan<(int Height, int Width)> Sizes => Buffers.Sizes;

    /// <summary>What turns bytes into the network's input.</summary>
    internal Normalization Normalization => _normalization;

    private BatchBuffers Buffers
    {
        get
        {
            var buffers = _buffers;
            ObjectDisposedException.ThrowIf(buffers is null, this);
            return buffers;
        }
    }

    /// <summary>The network's input: the bytes are copied to the device and normalised there.</summary>
    /// <param name="device">Where the result lies.</param>
    /// <param name="type">The result's type; the arithmetic is float32 whatever it is.</param>
    /// <returns>[N, 3, S, S]; the caller's to dispose.</returns>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    public torch.Tensor ToImages(torch.Device device, torch.ScalarType type = torch.ScalarType.Float32)
    {
        using var scope = torch.NewDisposeScope();
        var bytes = torch.empty([Count, 3, ImageSide, ImageSide], torch.ScalarType.Byte, torch.CPU);
        Pixels.CopyTo(bytes.bytes);
        return _normalization.Apply(bytes.to(device)).to(type).MoveToOuterDisposeScope();
    }

    /// <summary>The labels as int64, [N]; the caller's to dispose.</summary>
    /// <exception cref="ObjectDisposedException">The batch was disposed.</exception>
    public torch.Tensor ToLabels(torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        return torch.tensor(Labels.ToArray(), device: torch.CPU).to(device).MoveToOuterDisposeScope();
    }

    /// <summary>Gives the memory back to the loader.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffers, null) is { } buffers)
            _home.Add(buffers);
    }
}
