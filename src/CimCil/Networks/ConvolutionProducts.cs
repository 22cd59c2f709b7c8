using CimCil.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>
/// A convolution and its gradients on a CPU, each as one product of matrices over windows that are laid out in memory. That copies every number as
/// often as windows hold it, and wins where maps have become so small that oneDNN's kernels, which go along rows of a map, have nothing to go
/// along (tests/CimCil.Benchmarks/RESULTS.md).
/// </summary>
internal static class ConvolutionProducts
{
    /// <summary>Pixels of a map of outputs up to which products win: where windows follow pixel by pixel, where they leave pixels out, and for gradients on weights.</summary>
    private const int MostPixels = 4;
    private const int MostPixelsOfStrides = 49;
    private const int MostPixelsOfWeights = 16;

    /// <summary>The same for gradients on weights in bfloat16, whose other kernels wait for each other.</summary>
    private const int MostPixelsOfHalfWeights = 196;

    /// <summary>Whether products win for the maps of x [N, inputs, H, W] and for the gradient on x.</summary>
    /// <param name="x">The inputs, or anything of their shape, type and device.</param>
    /// <param name="weight">[outputs, inputs, side, side].</param>
    /// <param name="stride">Stride.</param>
    public static bool Win(Tensor x, Tensor weight, long stride) =>
        IsServed(x, weight, stride) && PixelCount(x, stride) <= (stride > 1 ? MostPixelsOfStrides : MostPixels);

    /// <summary>Whether products win for the gradient on the weight.</summary>
    /// <inheritdoc cref="Win"/>
    public static bool WinForWeight(Tensor x, Tensor weight, long stride) =>
        Win(x, weight, stride) || (IsServed(x, weight, stride) && PixelCount(x, stride) <= (IsHalf(x) ? MostPixelsOfHalfWeights : MostPixelsOfWeights));

    /// <summary>The maps [N, outputs, h, w] of x.</summary>
    /// <inheritdoc cref="ConvolutionGradients.OnInput"/>
    public static Tensor Convolve(Tensor x, Tensor weight, long stride, long padding)
    {
        using var scope = NewDisposeScope();
        var windows = Windows(x, weight, stride, padding);
        return windows.reshape(-1, Rows(weight).shape[1]).mm(Rows(weight).t()).view([.. windows.shape[..3], -1]).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>The gradient on x; of x only the shape counts.</summary>
    /// <inheritdoc cref="ConvolutionGradients.OnInput"/>
    public static Tensor OnInput(Tensor g, Tensor x, Tensor weight, long stride, long padding)
    {
        using var scope = NewDisposeScope();
        var (side, inputs) = (weight.shape[2], weight.shape[1]);
        var onWindows = PixelRows(g).mm(Rows(weight)).view(g.shape[0], g.shape[2], g.shape[3], side, side, inputs);
        // A pixel is in as many windows as hold it, whose numbers are added in float32 at least.
        var padded = Padded(x, inputs, padding, IsHalf(x) ? ScalarType.Float32 : x.dtype);
        var parts = WindowsOf(padded, side, stride);
        for (var row = 0; row < side; row++)
        {
            for (var column = 0; column < side; column++)
                parts.select(3, row).select(3, column).add_(onWindows.select(3, row).select(3, column));
        }
        return Inside(padded, x, padding).to(x.dtype).contiguous().permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>The gradient on the weight; of the weight only the shape counts.</summary>
    /// <inheritdoc cref="ConvolutionGradients.OnInput"/>
    public static Tensor OnWeight(Tensor g, Tensor x, Tensor weight, long stride, long padding)
    {
        using var scope = NewDisposeScope();
        var (outputs, inputs, side) = (weight.shape[0], weight.shape[1], weight.shape[2]);
        var windows = Windows(x, weight, stride, padding).reshape(-1, side * side * inputs);
        return PixelRows(g).t().mm(windows).view(outputs, side, side, inputs).permute(0, 3, 1, 2).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>A window of every pixel alone is a product already, and a large one is held by too many windows.</summary>
    private static bool IsServed(Tensor x, Tensor weight, long stride) =>
        CpuConvolutions.AreAllowed && x.device.type == DeviceType.CPU && weight.shape[2] <= 3 && (weight.shape[2] > 1 || stride > 1);

    private static bool IsHalf(Tensor x) => x.dtype == ScalarType.BFloat16;

    private static long PixelCount(Tensor x, long stride) => ((x.shape[2] - 1) / stride + 1) * ((x.shape[3] - 1) / stride + 1);

    /// <summary>[N h w, channels].</summary>
    private static Tensor PixelRows(Tensor maps) => maps.permute(0, 2, 3, 1).reshape(-1, maps.shape[1]);

    /// <summary>[outputs, side side inputs].</summary>
    private static Tensor Rows(Tensor weight) => weight.permute(0, 2, 3, 1).reshape(weight.shape[0], -1);

    /// <summary>The windows of x as a view of its padded numbers, [N, h, w, side, side, inputs].</summary>
    private static Tensor Windows(Tensor x, Tensor weight, long stride, long padding)
    {
        var laid = x.permute(0, 2, 3, 1);
        if (padding == 0)
            return WindowsOf(laid.contiguous(), weight.shape[2], stride);
        var padded = Padded(x, x.shape[1], padding, x.dtype);
        Inside(padded, x, padding).copy_(laid);
        return WindowsOf(padded, weight.shape[2], stride);
    }

    /// <summary>Zeros, [N, H + 2 padding, W + 2 padding, channels].</summary>
    private static Tensor Padded(Tensor x, long channels, long padding, ScalarType type) => zeros([x.shape[0], x.shape[2] + 2 * padding, x.shape[3] + 2 * padding, channels], type, x.device);

    private static Tensor Inside(Tensor padded, Tensor x, long padding) => padded.narrow(1, padding, x.shape[2]).narrow(2, padding, x.shape[3]);

    private static Tensor WindowsOf(Tensor padded, long side, long stride)
    {
        var (image, row, pixel) = (padded.stride(0), padded.stride(1), padded.stride(2));
        long Count(long length) => (length - side) / stride + 1;
        return padded.as_strided([padded.shape[0], Count(padded.shape[1]), Count(padded.shape[2]), side, side, padded.shape[3]], [image, stride * row, stride * pixel, row, pixel, 1]);
    }
}
