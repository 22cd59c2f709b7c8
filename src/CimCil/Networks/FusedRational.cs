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
    public static Tensor Apply(Tensor x, Tensor numerator, Tensor denominator, double scale, bool isDetached)
    {
        if (!is_grad_enabled() || !(x.requires_grad || numerator.requires_grad || denominator.requires_grad))
        {
            using var scope = NewDisposeScope();
            return Passes.Of(x, numerator, denominator, scale).Value().MoveToOuterDisposeScope();
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
            return Passes.Of(x, numerator, denominator, (double)vars[3]).Value().MoveToOuterDisposeScope();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            var saved = ctx.get_saved_variables();
            var (scale, isDetached) = ((double)ctx.get_data("scale"), (bool)ctx.get_data("isDetached"));
            // Recorded itself where a graph is asked for; not where it counts as a constant.
            var gradients = !isDetached && is_grad_enabled()
                ? Gradient.apply(saved[0], saved[1], saved[2], grad_output, scale)
                : Passes.Of(saved[0], saved[1], saved[2], scale).Gradient(grad_output, signOfZero: isDetached ? 1 : 0);
            return [.. gradients.Select(gradient => gradient.MoveToOuterDisposeScope()), null!, null!];
        }
    }

    /// <summary>x, numerator, denominator and the gradient on y to the gradients on the first three.</summary>
    private sealed class Gradient : autograd.MultiTensorFunction<Gradient>
    {
        public override string Name => $"{nameof(FusedRational)}{nameof(Gradient)}";

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
        {
            using var scope = NewDisposeScope();
            Tensor[] tensors = [.. vars[..4].Cast<Tensor>()];
            ctx.save_for_backward([.. tensors]);
            ctx.save_data("scale", vars[4]);
            // TorchSharp would make zeros like an output that may be disposed of by then.
            ctx.set_materialize_grads(false);
            var gradients = Passes.Of(tensors[0], tensors[1], tensors[2], (double)vars[4]).Gradient(tensors[3], signOfZero: 0);
            return [.. gradients.Select(gradient => gradient.MoveToOuterDisposeScope())];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
        {
            using var noGradient = no_grad();
            using var scope = NewDisposeScope();
            var saved = ctx.get_saved_variables();
            var gradients = Passes.Of(saved[0], saved[1], saved[2], (double)ctx.get_data("scale")).SecondGradient(saved[3], grad_outputs);
            return [.. gradients.Select(gradient => gradient.MoveToOuterDisposeScope()), null!];
        }
    }

    /// <summary>The passes over one tensor of maps, in whichever type it has.</summary>
    private abstract class Passes
    {
        public static Passes Of(Tensor x, Tensor numerator, Tensor denominator, double scale) => x.dtype == ScalarType.Float32
            ? new Passes<float>(x, numerator, denominator, scale)
            : new Passes<double>(x, numerator, denominator, scale);

        public abstract Tensor Value();

        public abstract List<Tensor> Gradient(Tensor onY, int signOfZero);

        public abstract List<Tensor> SecondGradient(Tensor onY, List<Tensor> onGradients);
    }

    /// <inheritdoc cref="Passes"/>
    private sealed unsafe class Passes<T> : Passes where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        private readonly Tensor _x;
        private readonly RationalKernel<T> _kernel;

        public Passes(Tensor x, Tensor numerator, Tensor denominator, double scale)
        {
            _x = x.detach().contiguous();
            _kernel = new RationalKernel<T>(Values(numerator), Values(denominator), scale, get_num_threads());
        }

        public override Tensor Value()
        {
            var y = Like(_x);
            _kernel.Value(Address(_x), Address(y), _x.numel());
            return y;
        }

        public override List<Tensor> Gradient(Tensor onY, int signOfZero)
        {
            var (g, toX, toA, toB) = (onY.detach().contiguous(), Like(_x), new T[6], new T[4]);
            _kernel.Gradient(Address(_x), Address(g), Address(toX), _x.numel(), T.CreateChecked(signOfZero), toA, toB);
            return [toX, Row(toA), Row(toB)];
        }

        public override List<Tensor> SecondGradient(Tensor onY, List<Tensor> onGradients)
        {
            // What nothing depends on has no gradient.
            var g = onY.detach().contiguous();
            var u = onGradients[0].IsInvalid ? zeros_like(_x) : onGradients[0].detach().contiguous();
            T[] OrZeros(Tensor gradient, int count) => gradient.IsInvalid ? new T[count] : Values(gradient);
            var (toX, toG, toA, toB) = (Like(_x), Like(_x), new T[6], new T[4]);
            _kernel.SecondGradient(
                Address(_x), Address(g), Address(u), OrZeros(onGradients[1], 6), OrZeros(onGradients[2], 4), Address(toX), Address(toG), _x.numel(), toA, toB);
            return [toX, Row(toA), Row(toB), toG];
        }

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
