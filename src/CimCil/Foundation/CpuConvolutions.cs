using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Foundation;

/// <summary>
/// Keeps convolutions on the CPU correct. On virtual machines that hide the size of the CPU's caches, oneDNN (as in libtorch
/// 2.10) forgets to clear the padding of its blocked tensors, and convolutions whose channels, or in libtorch's own second derivative
/// whose batch, are no multiple of 16 silently give garbage. The first network that is made tests this machine; where the
/// test fails, oneDNN is switched off, and on again only around work that a caller declares free of padding. Whatever the machine, images
/// lie channels-last only around such work: with other channel counts the gradient of a strided 1 x 1 convolution writes beyond its memory.
/// </summary>
internal static class CpuConvolutions
{
    /// <summary>Channel counts that are multiples of this need no padding in any of oneDNN's layouts.</summary>
    public const int UnpaddedChannels = 16;

    private static readonly Lazy<bool> Reliable = new(Check);

    [ThreadStatic]
    private static int _allowedDepth;

    /// <summary>Whether this thread is at work that a caller has declared to be free of padding, and fast kernels serve it.</summary>
    public static bool AreAllowed => _allowedDepth > 0;

    /// <summary>Whether oneDNN convolves correctly on this machine, padding included.</summary>
    /// <exception cref="CimCilException">It does not, and it cannot be switched off either.</exception>
    public static bool AreReliable => Reliable.Value;

    /// <summary>
    /// Allows oneDNN's fast kernels until the result is disposed. For networks whose channel counts are all multiples of
    /// <see cref="UnpaddedChannels"/> (the three of an image aside), and first derivatives, or second ones whose convolutions are the network's
    /// own; nothing is allowed for others. Where they are always allowed, it only says what the work is.
    /// </summary>
    /// <param name="channels">A divisor of all channel counts, such as a network's width.</param>
    public static Scope AllowUnpadded(int channels)
    {
        if (channels % UnpaddedChannels != 0)
            return default;
        if (AreReliable)
            return new Scope(switchesBack: false);
        Allow(true);
        return new Scope(switchesBack: true);
    }

    /// <summary>The time during which fast kernels are allowed.</summary>
    public readonly struct Scope : IDisposable
    {
        private readonly bool _isActive;
        private readonly bool _switchesBack;

        internal Scope(bool switchesBack)
        {
            (_isActive, _switchesBack) = (true, switchesBack);
            _allowedDepth++;
        }

        /// <summary>Ends the time.</summary>
        public void Dispose()
        {
            if (_isActive)
                _allowedDepth--;
            if (_switchesBack)
                Allow(false);
        }
    }

    private static bool Check()
    {
        // NNPACK serves only where oneDNN does not, and on machines that it does not know it complains at every call.
        TorchContext.Set("setUserEnabledNNPACK", false);
        if (ConvolvesCorrectly())
            return true;
        if (!Allow(false))
        {
            throw new CimCilException(
                "oneDNN computes wrong convolutions on this machine (padding is not cleared) and could not be switched off. " +
                "Set the environment variable ONEDNN_MAX_CPU_ISA=SSE41 and start again.");
        }
        return false;
    }

    /// <summary>Convolves with channels that need padding, in memory that holds NaN wherever it is not written.</summary>
    private static bool ConvolvesCorrectly()
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        for (var channels = 4; channels <= 24; channels += 4)
        {
            for (var repetition = 0; repetition < 4; repetition++)
            {
                Poison(2 * 32 * 8 * 8);
                var (images, weights) = (ones([2, channels, 8, 8], device: CPU), ones([channels, channels, 3, 3], device: CPU));
                var result = nn.functional.conv2d(images, weights);
                var back = nn.functional.conv_transpose2d(result, weights);
                if ((result - (9.0 * channels)).abs().max().ToDouble() > 1e-3 || !back.isfinite().all().item<bool>())
                    return false;
            }
        }
        return true;
    }

    /// <summary>Leaves NaN in freed blocks of the sizes that the next allocations will ask for.</summary>
    private static void Poison(int length)
    {
        for (var part = 1; part <= 8; part *= 2)
        {
            using var scope = NewDisposeScope();
            for (var i = 0; i < 8; i++)
                full([length / part], double.NaN, ScalarType.Float32, CPU);
        }
    }

    private static bool Allow(bool isAllowed) => TorchContext.Set("setUserEnabledMkldnn", isAllowed);
}
