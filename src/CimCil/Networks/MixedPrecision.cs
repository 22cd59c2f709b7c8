using CimCil.Configuration;
using CimCil.Foundation;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>
/// In which numbers layers compute on this thread, until a scope ends. The master weights are float32: a layer casts them for each
/// pass, and gradients come back through the cast. (TorchSharp has no autocast.)
/// </summary>
internal static class MixedPrecision
{
    private static readonly Lazy<bool> PreparedCuda = new(() =>
    {
        SwitchCuda(Precision.Float32);
        return true;
    });

    private const int SmallestMapSide = 7;

    [ThreadStatic]
    private static Precision _current;

    [ThreadStatic]
    private static bool _isChannelsLast;

    /// <summary>Makes a GPU compute in float32 unless a scope says otherwise; libtorch's own default is TensorFloat-32 for convolutions.</summary>
    public static void Prepare(Device device)
    {
        if (device.type == DeviceType.CUDA)
            _ = PreparedCuda.Value;
    }

    /// <summary>Computes in the given numbers until the result is disposed.</summary>
    public static Scope Use(Precision precision, Device device)
    {
        var scope = new Scope(_current, _isChannelsLast, device.type == DeviceType.CUDA);
        _current = precision;
        // Tensor cores want channels beside each other.
        _isChannelsLast = precision != Precision.Float32 && scope.IsCuda;
        if (scope.IsCuda)
            SwitchCuda(precision);
        return scope;
    }

    /// <summary>Whether convolutions compute in bfloat16.</summary>
    public static bool IsHalf => _current == Precision.BFloat16;

    /// <summary>What a convolution computes on.</summary>
    public static Tensor Cast(Tensor tensor) => IsHalf ? tensor.to(ScalarType.BFloat16) : tensor;

    /// <summary>Images [N, 3, H, W] in the order of memory that suits the numbers and the device.</summary>
    public static Tensor Lay(Tensor images) =>
        _isChannelsLast || IsFastOnCpu(images) ? images.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : images;

    /// <summary>
    /// Maps [N, C, h, w] that a convolution takes. oneDNN too wants the channels of a pixel beside each other, unless maps have become so
    /// small that channels are all there is (tests/CimCil.Benchmarks/RESULTS.md).
    /// </summary>
    public static Tensor LaySmall(Tensor maps) =>
        IsFastOnCpu(maps) && Math.Min(maps.shape[2], maps.shape[3]) < SmallestMapSide ? maps.contiguous() : maps;

    private static bool IsFastOnCpu(Tensor maps) => CpuConvolutions.AreAllowed && maps.device.type == DeviceType.CPU;

    private static void SwitchCuda(Precision precision)
    {
        var isFast = precision != Precision.Float32;
        backends.cudnn.allow_tf32 = isFast;
        backends.cuda.matmul.allow_tf32 = isFast;
        // The fastest of cuDNN's algorithms is found by trial, and not the same one every time.
        TorchContext.Set("setBenchmarkCuDNN", isFast);
    }

    /// <summary>The time during which other numbers are used.</summary>
    public readonly struct Scope(Precision before, bool wasChannelsLast, bool isCuda) : IDisposable
    {
        internal bool IsCuda => isCuda;

        /// <summary>Ends the time.</summary>
        public void Dispose()
        {
            (_current, _isChannelsLast) = (before, wasChannelsLast);
            if (isCuda)
                SwitchCuda(before);
        }
    }
}
