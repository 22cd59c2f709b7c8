using CimCil.Masking;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.Masking;

/// <summary>The gradient that a mask step gives to phi, against central differences of its outer loss.</summary>
internal static class PhiGradient
{
    /// <summary>Small, so that hardly any ReLU changes sides within the step.</summary>
    private const double Step = 1e-6;

    /// <summary>Checks every coefficient of every activation, in double precision.</summary>
    public static void ShouldAgreeWithCentralDifferences(PhiTrainer trainer, (Tensor, Tensor) inner, (Tensor, Tensor) outer, double innerRate)
    {
        trainer.Accumulate(inner, outer, innerRate);
        var gradients = trainer.Phi.Select(parameter => parameter.grad!.Values()).ToArray();
        var scale = gradients.Max(gradient => gradient.Max(Math.Abs));
        Assert.IsGreaterThan(1e-3, scale, "phi matters");
        for (var i = 0; i < trainer.Phi.Count; i++)
        {
            for (var j = 0; j < gradients[i].Length; j++)
                Assert.AreEqual((OuterAt(i, j, Step) - OuterAt(i, j, -Step)) / (2 * Step), gradients[i][j], 1e-5 * scale, $"coefficient {j} of activation {i}");
        }

        double OuterAt(int parameter, int position, double shift)
        {
            using var step = NewDisposeScope();
            using (no_grad())
                trainer.Phi[parameter].narrow(0, position, 1).add_(shift);
            var loss = trainer.Accumulate(inner, outer, innerRate)!.Outer.ToDouble();
            using (no_grad())
                trainer.Phi[parameter].narrow(0, position, 1).sub_(shift);
            return loss;
        }
    }
}
