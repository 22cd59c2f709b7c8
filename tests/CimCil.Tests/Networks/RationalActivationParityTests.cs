using CimCil.Configuration;
using CimCil.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.Networks;

[TestClass]
public sealed class RationalActivationParityTests
{
    private const double Float32 = 1e-5;
    private const double Float64 = 1e-10;

    [TestMethod]
    [DataRow("init", "f32", ScalarType.Float32, Float32)]
    [DataRow("init", "f64", ScalarType.Float64, Float64)]
    [DataRow("perturbed", "f32", ScalarType.Float32, Float32)]
    [DataRow("perturbed", "f64", ScalarType.Float64, Float64)]
    public void ParityOfValueGradientAndSecondGradient(string coefficients, string precision, ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        var rational = Load(coefficients, type);
        var x = Golden.Array("01_rational/x.npy").ToTensor().to(type).requires_grad_(true);
        var folder = $"01_rational/{coefficients}/{precision}";

        var y = rational.Apply(x, SecondOrder.Exact);
        var gradients = Gradients(y, x, rational, type);
        y.ShouldEqual($"{folder}/y.npy", tolerance);
        gradients[0].ShouldEqual($"{folder}/grad_x.npy", tolerance);
        gradients[1].ShouldEqual($"{folder}/grad_numerator.npy", tolerance);
        gradients[2].ShouldEqual($"{folder}/grad_denominator.npy", tolerance);

        var q = gradients[0].square().sum();
        var second = autograd.grad([q], [x, rational.Numerator, rational.Denominator], retain_graph: true, create_graph: true, allow_unused: true);
        q.ShouldEqual($"{folder}/second_q.npy", tolerance);
        second[0].ShouldEqual($"{folder}/second_grad_x.npy", tolerance);
        second[1].ShouldEqual($"{folder}/second_grad_numerator.npy", tolerance);
        second[2].ShouldEqual($"{folder}/second_grad_denominator.npy", tolerance);
    }

    [TestMethod]
    [DataRow("init")]
    [DataRow("perturbed")]
    public void ParityOfTheDetachedBackwardWithTheReferenceKernel(string coefficients)
    {
        using var scope = NewDisposeScope();
        var rational = Load(coefficients, ScalarType.Float64);
        var x = Golden.Array("01_rational/x.npy").ToTensor().to(ScalarType.Float64).requires_grad_(true);
        var folder = $"01_rational/{coefficients}/f64";

        var y = rational.Apply(x, SecondOrder.RationalDetached);
        var gradients = Gradients(y, x, rational, ScalarType.Float64);
        y.ShouldEqual($"{folder}/y.npy", Float64);
        gradients[0].ShouldEqual($"{folder}/grad_x_cuda_kernel_semantics.npy", Float64);
        gradients[1].ShouldEqual($"{folder}/grad_numerator.npy", Float64);
        gradients[2].ShouldEqual($"{folder}/grad_denominator.npy", Float64);
        Assert.IsFalse(gradients[0].requires_grad, "the detached backward has no history");
    }

    [TestMethod]
    public void ParityOfTheStart()
    {
        using var scope = NewDisposeScope();
        using var rational = new RationalActivation(TestDevice.Current, ScalarType.Float32);
        rational.Numerator.ShouldEqual("01_rational/init/numerator.npy", 0);
        rational.Denominator.ShouldEqual("01_rational/init/denominator.npy", 0);
        var info = Golden.Json("01_rational/info.json");
        var x = linspace(-3, 3, 6001);
        var error = (rational.Apply(x, SecondOrder.Exact) - nn.functional.relu(x)).abs().max().ToDouble();
        Assert.AreEqual(info.GetProperty("max_abs_err_vs_relu_on_[-3,3]").GetDouble(), error, 1e-5);
    }

    private static IList<Tensor> Gradients(Tensor y, Tensor x, RationalActivation rational, ScalarType type)
    {
        var gradOut = Golden.Array("01_rational/grad_out.npy").ToTensor().to(type);
        return autograd.grad([y], [x, rational.Numerator, rational.Denominator], [gradOut], retain_graph: true, create_graph: true, allow_unused: true);
    }

    private static RationalActivation Load(string coefficients, ScalarType type)
    {
        var rational = new RationalActivation(TestDevice.Current, type);
        using var noGradient = no_grad();
        rational.Numerator.copy_(Golden.Array($"01_rational/{coefficients}/numerator.npy").ToTensor());
        rational.Denominator.copy_(Golden.Array($"01_rational/{coefficients}/denominator.npy").ToTensor());
        return rational;
    }
}
