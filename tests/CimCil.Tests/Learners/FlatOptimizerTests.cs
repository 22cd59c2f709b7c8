using CimCil.Learners;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Tests.Learners;

/// <summary>Optimizers over one piece of memory against torch.optim over many.</summary>
[TestClass]
public sealed class FlatOptimizerTests
{
    private static readonly long[][] Shapes = [[3, 4, 5, 5], [7], [1], [33, 2]];

    [TestMethod]
    [DataRow(0.9, 5e-4)]
    [DataRow(0.0, 0.0)]
    [DataRow(0.9, 0.0)]
    public void SgdMovesAsTorchDoes(double momentum, double weightDecay) => Compare(
        parameters => optim.SGD(parameters, 0.1, momentum: momentum, weight_decay: weightDecay),
        parameters => new FlatSgd(parameters, momentum, weightDecay) { LearningRate = 0.1 });

    [TestMethod]
    [DataRow(5e-4)]
    [DataRow(0.0)]
    public void AdamMovesAsTorchDoes(double weightDecay) => Compare(
        parameters => optim.Adam(parameters, 0.01, weight_decay: weightDecay),
        parameters => new FlatAdam(parameters, weightDecay) { LearningRate = 0.01 });

    [TestMethod]
    public void WhatItRemembersIsGivenBack()
    {
        foreach (var create in new Func<IEnumerable<Parameter>, FlatOptimizer>[]
                 {
                     parameters => new FlatSgd(parameters, 0.9, 5e-4) { LearningRate = 0.1 },
                     parameters => new FlatAdam(parameters, 5e-4) { LearningRate = 0.1 },
                 })
        {
            using var scope = NewDisposeScope();
            var (whole, left, resumed) = (Parameters(1), Parameters(1), Parameters(2));
            using var one = create(whole);
            var two = create(left);
            Steps(one, whole, 0, 5);
            Steps(two, left, 0, 3);
            var (tensors, counts) = (new Dictionary<string, Tensor>(), new Dictionary<string, long>());
            two.Collect("theta", tensors, counts);
            CollectionAssert.AreEqual(Shapes[0], tensors.First(entry => entry.Key.StartsWith("theta.0.", StringComparison.Ordinal)).Value.shape);
            using var three = create(resumed);
            three.Restore("theta", tensors, counts);
            using (no_grad())
            {
                foreach (var (target, value) in resumed.Zip(left))
                    target.copy_(value);
            }
            two.Dispose();
            Steps(three, resumed, 3, 5);
            foreach (var (expected, actual) in whole.Zip(resumed))
                CollectionAssert.AreEqual(expected.Values(), actual.Values());
        }
    }

    [TestMethod]
    public void ParametersStayThemselvesAndKeepTheirValues()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(("conv", nn.Conv2d(3, 4, 3)), ("norm", nn.BatchNorm2d(4)));
        var before = network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.Values());
        var optimizer = new FlatSgd(network.parameters());
        foreach (var (name, value) in network.state_dict())
            CollectionAssert.AreEqual(before[name], value.Values(), name);
        network.call(ones(2, 3, 8, 8)).sum().backward();
        Assert.IsGreaterThan(0, optimizer.Gradients.abs().sum().item<float>(), "the gradients arrive");
        optimizer.Dispose();
        Assert.IsTrue(network.parameters().All(parameter => parameter.grad is null || parameter.grad.IsInvalid), "no gradient is left");
        foreach (var (name, value) in network.state_dict().Where(entry => !entry.Key.Contains("running", StringComparison.Ordinal) && !entry.Key.Contains("tracked", StringComparison.Ordinal)))
            CollectionAssert.AreEqual(before[name], value.Values(), name);
    }

    [TestMethod]
    public void ParametersOfTwoTypesAreRefused()
    {
        using var scope = NewDisposeScope();
        var (single, both) = (new Parameter(ones(2)), new Parameter(ones(2, ScalarType.Float64)));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new FlatParameters([single, both])).Message, "of one type on one device");
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => new FlatParameters([])).Message, "at least one");
    }

    [TestMethod]
    public void NothingIsLeftBehind()
    {
        using var scope = NewDisposeScope();
        var parameters = Parameters(1);
        Live();
        var before = Live();
        using (var optimizer = new FlatAdam(parameters, 1e-4))
        {
            Steps(optimizer, parameters, 0, 1);
            var after = Live();
            Steps(optimizer, parameters, 1, 6);
            Assert.AreEqual(after, Live(), "per step");
        }
        Assert.AreEqual(before, Live());

        static long Live()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Tensor.TotalCount;
        }
    }

    private static void Compare(Func<IEnumerable<Parameter>, optim.Optimizer> peer, Func<IEnumerable<Parameter>, FlatOptimizer> ours)
    {
        using var scope = NewDisposeScope();
        var (expected, actual) = (Parameters(1), Parameters(1));
        using var one = peer(expected);
        using var two = ours(actual);
        for (var step = 0; step < 4; step++)
        {
            one.zero_grad();
            Loss(expected, step).backward();
            one.step();
            Steps(two, actual, step, step + 1);
            foreach (var (there, here) in expected.Zip(actual))
                Near.RelativeToLargest(there.Values(), here.Values(), 1e-6, $"step {step}");
        }
    }

    private static void Steps(FlatOptimizer optimizer, IReadOnlyList<Parameter> parameters, int from, int to)
    {
        for (var step = from; step < to; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.ZeroGradients();
            Loss(parameters, step).backward();
            optimizer.Step();
        }
    }

    private static Tensor Loss(IReadOnlyList<Parameter> parameters, int step) =>
        stack(parameters.Select((parameter, i) => (parameter * parameter * (i + step + 1)).sum())).sum();

    private static Parameter[] Parameters(long seed)
    {
        random.manual_seed(seed);
        return [.. Shapes.Select(shape => new Parameter(randn(shape)))];
    }
}
