using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>The gradients of a convolution on its own, by the kernels that a backward pass uses. TorchSharp has no call for them; TorchScript does.</summary>
internal static class ConvolutionGradients
{
    private const string Script = """
        def on_input(g, x, weight, stride: int, padding: int):
            return torch.convolution_backward(g, x, weight, None, [stride, stride], [padding, padding], [1, 1], False, [0, 0], 1, [True, False, False])[0]

        def on_weight(g, x, weight, stride: int, padding: int):
            return torch.convolution_backward(g, x, weight, None, [stride, stride], [padding, padding], [1, 1], False, [0, 0], 1, [False, True, False])[1]

        """;

    private static readonly Lazy<jit.CompilationUnit> Compiled = new(() => jit.compile(Script));

    /// <summary>The gradient on x, [N, inputs, H, W]; of x only the shape counts.</summary>
    /// <param name="g">The gradient on the maps [N, outputs, h, w].</param>
    /// <param name="x">[N, inputs, H, W].</param>
    /// <param name="weight">[outputs, inputs, side, side].</param>
    /// <param name="stride">Stride.</param>
    /// <param name="padding">Padding on each side.</param>
    public static Tensor OnInput(Tensor g, Tensor x, Tensor weight, long stride, long padding) =>
        ConvolutionProducts.Win(x, weight, stride) ? ConvolutionProducts.OnInput(g, x, weight, stride, padding) : Call("on_input", g, x, weight, stride, padding);

    /// <summary>The gradient on the weight, [outputs, inputs, side, side]; of the weight only the shape counts.</summary>
    /// <inheritdoc cref="OnInput"/>
    public static Tensor OnWeight(Tensor g, Tensor x, Tensor weight, long stride, long padding) =>
        ConvolutionProducts.WinForWeight(x, weight, stride) ? ConvolutionProducts.OnWeight(g, x, weight, stride, padding) : Call("on_weight", g, x, weight, stride, padding);

    private static Tensor Call(string name, Tensor g, Tensor x, Tensor weight, long stride, long padding)
    {
        using var noGradient = no_grad();
        return Compiled.Value.invoke<Tensor>(name, g, x, weight, stride, padding);
    }
}
