using CimCil.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.Networks;

/// <summary>The fused passes against automatic differentiation of the same function, to second order.</summary>
[TestClass]
public sealed class FusedRationalTests
{
    private static readonly double[] Numerator = [0.03, 0.62, -2.4, 3.07, 1.52, 0.25];
    private static readonly double[] Denominator = [-1.19, 4.41, 0, 0.35];

    // Two blocks of the kernel and a last vector that is not full; one element; none.
    [TestMethod]
    [DataRow(ScalarType.Float32, 2e-5, 1.0, new long[] { 3, 2, 37, 97 })]
    [DataRow(ScalarType.Float64, 1e-11, 1.0, new long[] { 3, 2, 37, 97 })]
    [DataRow(ScalarType.Float32, 2e-5, 2.5, new long[] { 2, 3, 5, 7 })]
    [DataRow(ScalarType.Float64, 1e-11, 2.5, new long[] { 2, 3, 5, 7 })]
    [DataRow(ScalarType.Float64, 1e-11, 0.75, new long[] { 1 })]
    [DataRow(ScalarType.Float64, 1e-11, 1.0, new long[] { })]
    [DataRow(ScalarType.Float64, 1e-11, 1.0, new long[] { 4, 0, 3 })]
    public void EqualsTheReferenceToSecondOrder(ScalarType type, double tolerance, double scale, long[] shape) =>
        ShouldAgree(Draw(shape, type, 1), type, tolerance, scale);

    [TestMethod]
    public void ReadsViewsOfOtherTensors()
    {
        using var scope = NewDisposeScope();
        var whole = Draw([6, 8, 10, 12], ScalarType.Float64, 1);
        ShouldAgree(whole.permute(0, 2, 3, 1), ScalarType.Float64, 1e-11, 1);
        ShouldAgree(whole.permute(0, 3, 1, 2), ScalarType.Float64, 1e-11, 2);
        ShouldAgree(whole[.., TensorIndex.Slice(1, 7, 2), 3, ..], ScalarType.Float64, 1e-11, 1.5);
        ShouldAgree(whole[0, 0, 0, ..].expand(5, 12), ScalarType.Float64, 1e-11, 1);
    }

    [TestMethod]
    public void MapsWithChannelsBesideEachOtherStayThatWay()
    {
        using var scope = NewDisposeScope();
        var x = Draw([2, 5, 7, 3], ScalarType.Float32, 1).permute(0, 3, 1, 2);
        var y = FusedRational.Apply(x, tensor(Numerator).to(ScalarType.Float32), tensor(Denominator).to(ScalarType.Float32), 1, isDetached: false);
        CollectionAssert.AreEqual(x.shape, y.shape);
        CollectionAssert.AreEqual(x.stride(), y.stride());
    }

    [TestMethod]
    public void TheSlopeAtZeroIsThatOfAutomaticDifferentiation()
    {
        using var scope = NewDisposeScope();
        ShouldAgree(tensor([0.0, -0.0, 0.0, 1e-300, -1e-300, 2]), ScalarType.Float64, 1e-11, 1);
    }

    [TestMethod]
    public void ANumberThatIsNotFiniteStaysWhereItIs()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (tensor(Numerator), tensor(Denominator));
        var y = FusedRational.Apply(tensor([1.0, double.NaN, -2.0]), a, b, 1, isDetached: false);
        CollectionAssert.AreEqual(new[] { true, false, true }, y.isfinite().data<bool>().ToArray());
    }

    [TestMethod]
    public void ResultsDoNotDependOnTheNumberOfThreads()
    {
        using var scope = NewDisposeScope();
        var before = get_num_threads();
        try
        {
            set_num_threads(1);
            var one = Derivatives(Draw([3, 5, 61, 67], ScalarType.Float32, 1), ScalarType.Float32, 1, isFused: true);
            set_num_threads(4);
            var four = Derivatives(Draw([3, 5, 61, 67], ScalarType.Float32, 1), ScalarType.Float32, 1, isFused: true);
            foreach (var (expected, actual) in one.Zip(four))
                Assert.IsTrue(expected.Values.equal(actual.Values).all().item<bool>(), expected.Name);
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [TestMethod]
    public void NothingIsLeftBehind()
    {
        _ = Count();
        Assert.AreEqual(0, Count());

        static long Count()
        {
            var before = Tensor.TotalCount;
            for (var i = 0; i < 3; i++)
            {
                using var scope = NewDisposeScope();
                _ = Derivatives(Draw([2, 3, 5, 7], ScalarType.Float32, 1), ScalarType.Float32, 1, isFused: true);
            }
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Tensor.TotalCount - before;
        }
    }

    private static void ShouldAgree(Tensor x, ScalarType type, double tolerance, double scale)
    {
        using var scope = NewDisposeScope();
        foreach (var (expected, actual) in Derivatives(x, type, scale, isFused: false).Zip(Derivatives(x, type, scale, isFused: true)))
        {
            CollectionAssert.AreEqual(expected.Values.shape, actual.Values.shape, expected.Name);
            if (expected.Values.numel() == 0)
                continue;
            var size = Math.Max(1, expected.Values.abs().max().ToDouble());
            Assert.AreEqual(0, (expected.Values - actual.Values).abs().max().ToDouble() / size, tolerance, expected.Name);
        }
    }

    /// <summary>The value, the gradients of a weighted sum of it, and the gradients of a weighted sum of all of those.</summary>
    private static List<(string Name, Tensor Values)> Derivatives(Tensor values, ScalarType type, double scale, bool isFused)
    {
        var root = values.detach().requires_grad_(true);
        var (a, b) = (tensor(Numerator).to(type).requires_grad_(true), tensor(Denominator).to(type).requires_grad_(true));
        // A view of the root, as the caller's may be: gradients have to find their way through.
        var y = isFused ? FusedRational.Apply(root, a, b, scale, isDetached: false) : RationalActivation.Evaluate(root / scale, a, b) * scale;
        var weights = Draw(values.shape, type, 2).requires_grad_(true);
        string[] names = ["x", "a", "b"];
        var first = autograd.grad([(y * weights).sum()], [root, a, b], retain_graph: true, create_graph: true, allow_unused: true);
        var total = first.Select((gradient, i) => (gradient * Draw(gradient.shape, type, 3 + i)).sum()).Aggregate((sum, term) => sum + term);
        var second = autograd.grad([total], [root, a, b, weights], retain_graph: true, create_graph: true, allow_unused: true);
        List<(string, Tensor)> results = [("value", y.detach())];
        results.AddRange(first.Select((gradient, i) => ($"gradient on {names[i]}", gradient.detach())));
        results.AddRange(second.Select((gradient, i) => ($"second gradient on {(i < 3 ? names[i] : "g")}", gradient.detach())));
        return results;
    }

    private static Tensor Draw(long[] shape, ScalarType type, int seed) =>
        randn(shape, ScalarType.Float64, generator: new Generator((ulong)seed)).mul(2).to(type);
}
