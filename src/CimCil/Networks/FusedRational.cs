using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>
/// A rational activation on the CPU through <see cref="RationalKernel{T}"/>: the same function, gradient and second gradient as
/// <see cref="RationalActivation.Evaluate"/>, in one pass over the maps each. It can be differentiated twice, which is what the bilevel
/// optimisation asks for.
/// </summary>
internal static class FusedRational
{
    /// <summary>Whether there is a kernel for maps like this one.</summary>
    public static bool Serves(Tensor x) => x.device.type == TorchSharp.DeviceType.CPU && x.dtype is ScalarType.Float32 or ScalarType.Float64;

    /// <summary>The activation of every element of <paramref name="x"/>; the shape stays.</summary>
    /// <param name="x">Any shape, float32 or float64, on the CPU.</param>
    /// <param name="numerator">[6], of the same type.</param>
    /// <param name="denominator">[4], of the same type.</param>
    /// <param name="scale">The input scale.</param>
    /// <param name="isDetached">Whether the backward pass counts as a constant (and takes the sign of 0 as 1).</param>
    /// <param name="isFree">Whether the result may take the memory of <paramref name="x"/>; where a graph is recorded, x is kept for it.</param>
    public static Tensor Apply(Tensor x, Tensor numerator, Tensor denominator, double scale, bool isDetached, bool isFree = false)
    {
        if (!is_grad_enabled() || !(x.requires_grad || numerator.requires_grad || denominator.requires_grad))
        {
            using var scope = NewDisposeScope();
            return Passes.Of(x, numerator, denominator, scale).Value(isFree).MoveToOuterDisposeScope();
        }
        return Activation.apply(x, numerator, denominator, scale, isDetached);
    }

    /// <summary>x, numerator, denominator to y.</summary>
    private sealed class Activation : autograd.SingleTensorFunction<Activation>
    {
        public override string Name => nameof(FusedRational);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            using var scope = NewDisposeScope();
            var (x, numerator, denominator) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
            ctx.save_for_backward([x, numerator, denominator]);
            ctx.save_data("scale", vars[3]);
            ctx.save_data("isDetached", vars[4]);
            return Passes.Of(x, numerator, denominator, (double)vars[3]).Value(isFree: false).MoveToOuterDisposeScope();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            using var given = grad_output;
            var saved = ctx.get_saved_variables();
            var (scale, isDetached) = ((double)ctx.get_data("scale"), (bool)ctx.get_data("isDetached"));
            var gradient = Passes.Of(saved[0], saved[1], saved[2], scale).Gradient(grad_output, signOfZero: isDetached ? 1 : 0);
            var (onX, onCoefficients) = gradient;
            // Recorded itself where a graph is asked for; not where it counts as a constant.
            if (!isDetached && is_grad_enabled())
            {
                onX = GradientOnInputs.apply(saved[0], saved[1], saved[2], grad_output, scale, gradient);
                onCoefficients = GradientOnCoefficients.apply(saved[0], saved[1], saved[2], grad_output, scale, gradient);
            }
            var (onNumerator, onDenominator) = (onCoefficients.narrow(0, 0, saved[1].shape[0]), onCoefficients.narrow(0, saved[1].shape[0], saved[2].shape[0]));
            return BackwardCall.Return(onX, onNumerator, onDenominator, null, null);
        }
    }

    /// <summary>What one pass backward gives: the gradient on x, and [10], those on the numerator and the denominator.</summary>
    private sealed record GradientPair(Tensor OnX, Tensor OnCoefficients);

    /// <summary>
    /// x, numerator, denominator and the gradient on y to a part of the <see cref="GradientPair"/> that was computed from them. The parts are
    /// functions of their own, because a function of which not all results are used is told so by a tensor that TorchSharp never ceases to count.
    /// </summary>
    private abstract class GradientPart<TSelf> : autograd.SingleTensorFunction<TSelf> where TSelf : GradientPart<TSelf>, new()
    {
        public override string Name => typeof(TSelf).Name;

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([.. vars[..4].Cast<Tensor>()]);
            ctx.save_data("scale", vars[4]);
            return Of((GradientPair)vars[5]);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var noGradient = no_grad();
            using var scope = NewDisposeScope();
            using var given = grad_output;
            var saved = ctx.get_saved_variables();
            var gradients = SecondGradient(Passes.Of(saved[0], saved[1], saved[2], (double)ctx.get_data("scale")), saved[3], grad_output);
            return BackwardCall.Return([.. gradients, null, null]);
        }

        protected abstract Tensor Of(GradientPair gradient);

        protected abstract List<Tensor> SecondGradient(Passes passes, Tensor onY, Tensor onPart);
    }

    private sealed class GradientOnInputs : GradientPart<GradientOnInputs>
    {
        protected override Tensor Of(GradientPair gradient) => gradient.OnX;

        protected override List<Tensor> SecondGradient(Passes passes, Tensor onY, Tensor onPart) => passes.SecondGradient(onY, onPart, null);
    }

    private sealed class GradientOnCoefficients : GradientPart<GradientOnCoefficients>
    {
        protected override Tensor Of(GradientPair gradient) => gradient.OnCoefficients;

        protected override List<Tensor> SecondGradient(Passes passes, Tensor onY, Tensor onPart) => passes.SecondGradient(onY, null, onPart);
    }

    /// <summary>The passes over one tensor of maps, in whichever type it has.</summary>
    private abstract class Passes
    {
        public static Passes Of(Tensor x, Tensor numerator, Tensor denominator, double scale) => x.dtype == ScalarType.Float32
            ? new Passes<float>(x, numerator, denominator, scale)
            : new Passes<double>(x, numerator, denominator, scale);

        /// <param name="isFree">Whether the result may take the memory of x.</param>
        public abstract Tensor Value(bool isFree);

        public abstract GradientPair Gradient(Tensor onY, int signOfZero);

        /// <summary>The gradients on x, numerator, denominator and the gradient on y, for a gradient on a gradient on x, on those on the coefficients [10], or on both.</summary>
        public abstract List<Tensor> SecondGradient(Tensor onY, Tensor? onInputs, Tensor? onCoefficients);
    }

    /// <inheritdoc cref="Passes"/>
    private sealed unsafe class Passes<T> : Passes where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        private readonly bool _isChannelsLast;
        private readonly Tensor _x;
        private readonly RationalKernel<T> _kernel;

        public Passes(Tensor x, Tensor numerator, Tensor denominator, double scale)
        {
            _isChannelsLast = x.dim() == 4 && !x.is_contiguous() && x.permute(0, 2, 3, 1).is_contiguous();
            _x = Lay(x);
            _kernel = new RationalKernel<T>(Values(numerator), Values(denominator), scale, get_num_threads());
        }

        public override Tensor Value(bool isFree)
        {
            var y = isFree ? _x : Like(_x);
            _kernel.Value(Address(_x), Address(y), _x.numel());
            return Back(y);
        }

        public override GradientPair Gradient(Tensor onY, int signOfZero)
        {
            var (g, toX, toA, toB) = (Lay(onY), Like(_x), new T[6], new T[4]);
            _kernel.Gradient(Address(_x), Address(g), Address(toX), _x.numel(), T.CreateChecked(signOfZero), toA, toB);
            return new GradientPair(Back(toX), Row([.. toA, .. toB]));
        }

        public override List<Tensor> SecondGradient(Tensor onY, Tensor? onInputs, Tensor? onCoefficients)
        {
            var (g, u) = (Lay(onY), onInputs is null ? null : Lay(onInputs));
            var v = onCoefficients is null ? new T[10] : Values(onCoefficients);
            var (toX, toG, toA, toB) = (Like(_x), Like(_x), new T[6], new T[4]);
            _kernel.SecondGradient(
                Address(_x), Address(g), u is null ? null : Address(u), v.AsSpan(0, 6), v.AsSpan(6), Address(toX), Address(toG), _x.numel(), toA, toB);
            return [Back(toX), Row(toA), Row(toB), Back(toG)];
        }

        /// <summary>Values one behind the other, in the order in which those of x lie: convolutions are faster where maps keep theirs.</summary>
        private Tensor Lay(Tensor values) => (_isChannelsLast ? values.detach().permute(0, 2, 3, 1) : values.detach()).contiguous();

        private Tensor Back(Tensor laid) => _isChannelsLast ? laid.permute(0, 3, 1, 2) : laid;

        /// <summary>Memory for as many values in the same shape, one behind the other.</summary>
        private static Tensor Like(Tensor x) => empty(x.shape, x.dtype, CPU);

        private static T[] Values(Tensor coefficients) => coefficients.detach().contiguous().data<T>().ToArray();

        private static Tensor Row(T[] values) => values is float[] floats ? tensor(floats) : tensor((double[])(object)values);

        /// <summary>Where a tensor's values lie, one behind the other. A span counts to 2 GiB at most, so it is asked for of the first value.</summary>
        private static T* Address(Tensor tensor)
        {
            if (tensor.numel() == 0)
                return null;
            using var first = tensor.view(-1).narrow(0, 0, 1);
            return (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
        }
    }
}
