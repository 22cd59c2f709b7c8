using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>Layers over tensors: the forward pass.</summary>
/// <param name="pass">Activations and weights.</param>
internal sealed class TensorLayers(ForwardPass pass) : ILayers<Tensor>
{
    public Tensor Convolve(Tensor x, Convolution convolution, Norm norm)
    {
        using var scope = NewDisposeScope();
        var laid = MixedPrecision.LaySmall(x);
        // Where nothing is recorded the numbers are PyTorch's to the last digit; bfloat16 would round the product of weight and norm once more.
        var isRecorded = is_grad_enabled() && !norm.training && !MixedPrecision.IsHalf;
        var maps = isRecorded ? convolution.Apply(laid, norm, pass) : norm.Apply(convolution.Apply(laid, pass), pass);
        return maps.MoveToOuterDisposeScope();
    }

    public Tensor Activate(Tensor x, RationalActivation rational) => IsRational(rational) ? rational.Apply(x, pass.SecondOrder) : nn.functional.relu(x);

    public Tensor Add(Tensor x, Tensor y) => x + y;

    public Tensor ConvolveAndActivate(Tensor x, Convolution convolution, Norm norm, RationalActivation rational) => ActivateInPlace(Convolve(x, convolution, norm), rational);

    public Tensor AddAndActivate(Tensor x, Tensor y, RationalActivation rational) => ActivateInPlace(x + y, rational);

    public Tensor MaxPool(Tensor x, int side, int stride) => nn.functional.max_pool2d(x, side, stride: stride, padding: Networks.Part.PaddingOf(side));

    public Tensor Part(Func<Tensor> part)
    {
        using var scope = NewDisposeScope();
        return part().MoveToOuterDisposeScope();
    }

    private Tensor ActivateInPlace(Tensor x, RationalActivation rational) => IsRational(rational) ? rational.Apply(x, pass.SecondOrder, isFree: true) : x.relu_();

    private bool IsRational(RationalActivation rational) =>
        pass.Path == ActivationPath.Rational || (pass.Path == ActivationPath.RationalInLastStage && rational.Place == StagePlace.Last);
}
