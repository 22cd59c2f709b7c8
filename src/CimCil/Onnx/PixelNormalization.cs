using CimCil.Data;

namespace CimCil.Onnx;

/// <summary>Bytes to a network's input without tensors: a table per channel with the arithmetic of <see cref="Normalization.Apply(TorchSharp.torch.Tensor)"/>.</summary>
internal sealed class PixelNormalization
{
    private readonly float[][] _tables;
    private readonly bool _swaps;

    public PixelNormalization(Normalization normalization)
    {
        var (mean, deviation) = normalization;
        _swaps = normalization.Order == ChannelOrder.Bgr;
        _tables = [Table(mean.Red, deviation.Red), Table(mean.Green, deviation.Green), Table(mean.Blue, deviation.Blue)];
    }

    /// <summary>Normalises images.</summary>
    /// <param name="pixels">[N, 3, S, S].</param>
    /// <param name="images">Takes as many numbers.</param>
    /// <param name="area">S x S.</param>
    public void Apply(ReadOnlySpan<byte> pixels, Span<float> images, int area)
    {
        for (var (start, channel) = (0, 0); start < pixels.Length; start += area, channel = (channel + 1) % 3)
        {
            // Red and blue change places where the network wants them so.
            var source = _swaps ? 2 - channel : channel;
            var table = _tables[source].AsSpan();
            var from = pixels.Slice(start + ((source - channel) * area), area);
            var to = images.Slice(start, area);
            for (var i = 0; i < from.Length; i++)
                to[i] = table[from[i]];
        }
    }

    private static float[] Table(float mean, float deviation)
    {
        var table = new float[256];
        for (var value = 0; value < table.Length; value++)
            table[value] = ((value / 255f) - mean) / deviation;
        return table;
    }
}
