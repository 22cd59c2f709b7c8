using static TorchSharp.torch;

namespace CimCil.Tests.Networks;

/// <summary>Compares ways to compute maps by the maps and their derivatives.</summary>
internal static class SecondOrderCheck
{
    /// <summary>The maps, and the gradients of a loss and of their own norm, which is a loss of the second order.</summary>
    public static Tensor[] Orders(Func<Tensor> maps, params Tensor[] leaves)
    {
        var y = maps();
        var first = autograd.grad([(y.sin() * y).sum()], leaves, retain_graph: true, create_graph: true);
        var norm = first.Select((gradient, i) => (gradient * (gradient + i)).sum()).Aggregate((a, b) => a + b);
        return [y, .. first, .. autograd.grad([norm], leaves)];
    }

    /// <summary>Normal numbers in float64.</summary>
    public static Tensor Draw(params long[] shape) => randn(shape, ScalarType.Float64);

    /// <summary>Equal but for the last digits of float64.</summary>
    public static void AssertEqual(Tensor[] expected, Tensor[] actual)
    {
        Assert.HasCount(expected.Length, actual);
        foreach (var (i, (one, other)) in expected.Zip(actual).Index())
        {
            CollectionAssert.AreEqual(one.shape, other.shape, $"tensor {i}");
            var error = (one - other).abs().max().item<double>();
            Assert.IsLessThan(1e-11 * (1 + one.abs().max().item<double>()), error, $"tensor {i}");
        }
    }
}
