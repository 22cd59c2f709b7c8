using CimCil.Configuration;
using CimCil.Data;
using static TorchSharp.torch;

namespace CimCil.Masking;

/// <summary>
/// The differentiable twin of box compression: hybrid = m x + (1 - m) z, where z is the image shrunk and enlarged again by
/// nearest neighbour (algorithm, section 4b). Gradients reach the mask m; the image x is data. Where the foreground is compressed
/// too, x is shrunk and enlarged by its own ratio.
/// </summary>
internal sealed class SoftCompressor : IDisposable
{
    private readonly CompressionRatios _ratios;
    private readonly SoftCompression _sampling;
    private readonly Dictionary<(long Length, double Ratio, string Device), Tensor> _sources = [];

    /// <summary>Creates the compressor.</summary>
    /// <param name="ratios">eta outside and inside.</param>
    /// <param name="sampling">Which source pixels are sampled (decision 11).</param>
    public SoftCompressor(CompressionRatios ratios, SoftCompression sampling)
    {
        _ratios = ratios;
        _sampling = sampling;
    }

    /// <summary>Shrinks and enlarges images [N, 3, H, W] by an area ratio; every pixel of the result is a pixel of the source.</summary>
    public Tensor Downsample(Tensor images, double ratio)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        return images.index_select(2, SourceOf(images.shape[2], ratio, images.device))
            .index_select(3, SourceOf(images.shape[3], ratio, images.device)).MoveToOuterDisposeScope();
    }

    /// <summary>Keeps what the mask keeps and downsamples the rest.</summary>
    /// <param name="images">[N, 3, H, W].</param>
    /// <param name="masks">[N, H, W] in [0, 1].</param>
    public Tensor Blend(Tensor images, Tensor masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        using var scope = NewDisposeScope();
        var keep = masks.unsqueeze(1);
        var foreground = _ratios.Foreground == 1 ? images : Downsample(images, _ratios.Foreground);
        return ((keep * foreground) + ((1 - keep) * Downsample(images, _ratios.Background))).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var source in _sources.Values)
            source.Dispose();
        _sources.Clear();
    }

    /// <summary>For each position of a side the position it is sampled from after shrinking and enlarging.</summary>
    private Tensor SourceOf(long length, double ratio, Device device)
    {
        var key = (length, ratio, device.ToString());
        if (!_sources.TryGetValue(key, out var source))
        {
            var side = (int)length;
            var small = BoxCompression.CompressedSize(side, side, ratio).Height;
            var (down, up) = (Positions(side, small), Positions(small, side));
            source = tensor(up.Select(position => (long)down[position]).ToArray()).to(device).DetachFromDisposeScope();
            _sources.Add(key, source);
        }
        return source;
    }

    private int[] Positions(int from, int to)
    {
        if (_sampling == SoftCompression.AsStored)
            return BoxCompression.NearestIndex(from, to);
        // torch's legacy nearest: no half pixel, scale and product in float32.
        var scale = (float)from / to;
        return [.. Enumerable.Range(0, to).Select(position => Math.Min((int)MathF.Floor(position * scale), from - 1))];
    }
}
