using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>
/// A convolution whose backward pass can be differentiated at the price of three convolutions. libtorch's own second derivative takes whole
/// gradient maps for windows and the images of a batch for channels, which no fast kernel serves. What is differentiated are two bilinear
/// functions, the gradients on the input and on the weight, and their derivatives are a convolution and those same two again.
/// </summary>
internal static class TwiceDifferentiableConvolution
{
    [ThreadStatic]
    private static bool _weightsAreConstant;

    /// <summary>
    /// Until the result is disposed, backward passes on this thread compute no gradients on weights. A function in C# is not told which of
    /// its gradients somebody wants, and those on the weights are a third of the work of a pass that asks for phi alone.
    /// </summary>
    public static ConstantWeights WithConstantWeights()
    {
        var scope = new ConstantWeights(_weightsAreConstant);
        _weightsAreConstant = true;
        return scope;
    }

    /// <summary>Maps [N, outputs, h, w] of x [N, inputs, H, W], a weight [outputs, inputs, side, side] and a shift of each output [outputs].</summary>
    public static Tensor Apply(Tensor x, Tensor weight, Tensor? shift, long stride, long padding) =>
        is_grad_enabled() && (x.requires_grad || weight.requires_grad || shift is { requires_grad: true })
            ? Product.apply(x, weight, shift!, stride, padding)
            : Convolve(x, weight, shift, stride, padding);

    private static Tensor Convolve(Tensor x, Tensor weight, Tensor? shift, long stride, long padding) =>
        nn.functional.conv2d(x, weight, shift, strides: [stride, stride], padding: [padding, padding]);

    /// <summary>Where a gradient is recorded, the numbers need not be PyTorch's to the last digit.</summary>
    private static Tensor Recorded(Tensor x, Tensor weight, Tensor? shift, long stride, long padding)
    {
        if (!ConvolutionProducts.Win(x, weight, stride))
            return Convolve(x, weight, shift, stride, padding);
        using var scope = NewDisposeScope();
        var maps = ConvolutionProducts.Convolve(x, weight, stride, padding);
        return (shift is null ? maps : maps.add_(shift.view(-1, 1, 1))).MoveToOuterDisposeScope();
    }

    private static bool IsAsked(Tensor weight) => weight.requires_grad && !_weightsAreConstant;

    /// <summary>The time during which weights are constants.</summary>
    public readonly struct ConstantWeights(bool before) : IDisposable
    {
        /// <summary>Ends the time.</summary>
        public void Dispose() => _weightsAreConstant = before;
    }

    /// <summary>x, weight and shift to the maps.</summary>
    private sealed class Product : autograd.SingleTensorFunction<Product>
    {
        public override string Name => nameof(TwiceDifferentiableConvolution);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, weight, shift, stride, padding) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor?)vars[2], (long)vars[3], (long)vars[4]);
            ctx.save_for_backward([x, weight]);
            ctx.save_data("geometry", (stride, padding));
            ctx.save_data("hasShift", shift is { requires_grad: true });
            return Recorded(x, weight, shift, stride, padding);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            using var given = grad_output;
            var saved = ctx.get_saved_variables();
            var (x, weight, (stride, padding)) = (saved[0], saved[1], ((long, long))ctx.get_data("geometry"));
            // Recorded itself where a graph is asked for.
            var (onX, onWeight) = (
                x.requires_grad ? OnInput.apply(grad_output, weight, x, stride, padding) : null,
                IsAsked(weight) ? OnWeight.apply(grad_output, x, weight, stride, padding) : null);
            var onShift = (bool)ctx.get_data("hasShift") && !_weightsAreConstant ? grad_output.sum([0, 2, 3]) : null;
            return BackwardCall.Return(onX, onWeight, onShift, null, null);
        }
    }

    /// <summary>The gradient on the maps and the weight to the gradient on x.</summary>
    private sealed class OnInput : autograd.SingleTensorFunction<OnInput>
    {
        public override string Name => nameof(OnInput);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (g, weight, x, stride, padding) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (long)vars[3], (long)vars[4]);
            ctx.save_for_backward([g, weight]);
            ctx.save_data("geometry", (stride, padding));
            return ConvolutionGradients.OnInput(g, x, weight, stride, padding);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            using var given = grad_output;
            var saved = ctx.get_saved_variables();
            var (g, weight, (stride, padding)) = (saved[0], saved[1], ((long, long))ctx.get_data("geometry"));
            using var noGradient = no_grad();
            var onG = Recorded(grad_output, weight, null, stride, padding);
            var onWeight = IsAsked(weight) ? ConvolutionGradients.OnWeight(g, grad_output, weight, stride, padding) : null;
            return BackwardCall.Return(onG, onWeight, null, null, null);
        }
    }

    /// <summary>The gradient on the maps and x to the gradient on the weight.</summary>
    private sealed class OnWeight : autograd.SingleTensorFunction<OnWeight>
    {
        public override string Name => nameof(OnWeight);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (g, x, weight, stride, padding) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (long)vars[3], (long)vars[4]);
            ctx.save_for_backward([g, x]);
            ctx.save_data("geometry", (stride, padding));
            return ConvolutionGradients.OnWeight(g, x, weight, stride, padding);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            using var given = grad_output;
            var saved = ctx.get_saved_variables();
            var (g, x, (stride, padding)) = (saved[0], saved[1], ((long, long))ctx.get_data("geometry"));
            using var noGradient = no_grad();
            var onG = Recorded(x, grad_output, null, stride, padding);
            var onX = x.requires_grad ? ConvolutionGradients.OnInput(g, x, grad_output, stride, padding) : null;
            return BackwardCall.Return(onG, onX, null, null, null);
        }
    }
}
