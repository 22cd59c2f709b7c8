using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>Layers over tensors: the forward pass.</summary>
/// <param name="pass">Activations and weights.</param>
internal sealed class TensorLayers(ForwardPass pass) : ILayers<Tensor>
{
    public Tensor Convolve(Tensor x, Convolution convolution, Norm norm) => norm.Apply(convolution.Apply(x, pass), pass);

    public Tensor Activate(Tensor x, RationalActivation rational)
    {
        var isRational = pass.Path == ActivationPath.Rational || (pass.Path == ActivationPath.RationalInLastStage && rational.Place == StagePlace.Last);
        return isRational ? rational.Apply(x, pass.SecondOrder) : nn.functional.relu(x);
    }

    public Tensor Add(Tensor x, Tensor y) => x + y;

    public Tensor MaxPool(Tensor x, int side, int stride) => nn.functional.max_pool2d(x, side, stride: stride, padding: Networks.Part.PaddingOf(side));

    public Tensor Part(Func<Tensor> part)
    {
        using var scope = NewDisposeScope();
        return part().MoveToOuterDisposeScope();
    }
}
