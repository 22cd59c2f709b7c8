using System.Text.Json;
using CimCil.Configuration;
using CimCil.Learners.Foster;
using CimCil.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.Networks;

/// <summary>The growth of three phases in folder 07: which blocks are copied, and from where.</summary>
[TestClass]
public sealed class FosterGrowthParityTests
{
    private const string Folder = "07_fosternet";

    [TestMethod]
    public void ParityOfGrowthAndCompression()
    {
        using var scope = NewDisposeScope();
        var steps = Golden.Json($"{Folder}/info.json").GetProperty("steps");
        var width = (int)Golden.Array($"{Folder}/t2_state/convnets.0.conv1.weight.npy").Shape[0];

        var first = new IncrementalNetwork(new ResNetConfig { Width = width }, NetworkShape.OneBranch(Rows("t0_fc")), TestDevice.Current);
        ShouldHaveShapes(first, steps[0].GetProperty("task0"));
        Set(first.Classifier, "t0_fc");

        var grown = FosterLearner.Grow(first, Rows("t1_fc"));
        ShouldHaveShapes(grown, steps[1].GetProperty("task1"));
        ShouldHoldBlock(grown.Classifier, "t1_fc", "t0_fc");
        Weight(grown, FosterLearner.Old).ShouldEqual($"{Folder}/t1_oldfc.npy", 0);
        ShouldBeEqual(grown.Branches[0], grown.Branches[1]);
        Assert.AreEqual(0, grown.Branches[0].Theta.Count(parameter => parameter.requires_grad), "the old branch is frozen");
        Assert.IsFalse(Weight(grown, FosterLearner.Old).requires_grad, "the old head is frozen");

        Perturb(grown.Branches[1]);
        var compressed = FosterLearner.Compress(grown, PhiCarryOver.First);
        ShouldHaveShapes(compressed, steps[3].GetProperty("student"));
        ShouldHoldBlock(compressed.Classifier, "student_fc", "t1_oldfc");
        ShouldBeEqual(grown.Branches[0], compressed.Branches[0]);
        Assert.IsTrue(compressed.Branches[0].Theta.All(parameter => parameter.requires_grad), "the compressed network learns");

        Set(compressed.Classifier, "student_fc");
        var third = FosterLearner.Grow(compressed, Rows("t2_fc"));
        ShouldHaveShapes(third, steps[4].GetProperty("task2_from_student"));
        ShouldHoldBlock(third.Classifier, "t2_fc", "student_fc");
        Weight(third, FosterLearner.Old).ShouldEqual($"{Folder}/t2_oldfc.npy", 0);
        CollectionAssert.AreEqual(Golden.Array($"{Folder}/t1_fe_fc.npy").Shape, Weight(grown, FosterLearner.NewBranch).shape);
        CollectionAssert.AreEqual(Golden.Array($"{Folder}/t2_fe_fc.npy").Shape, Weight(third, FosterLearner.NewBranch).shape);
    }

    [TestMethod]
    public void TheCompressedNetworkTakesTheNewestPhiUnlessAskedOtherwise()
    {
        using var scope = NewDisposeScope();
        var grown = FosterLearner.Grow(new IncrementalNetwork(new ResNetConfig { Width = 2, StageBlocks = [1, 1] }, NetworkShape.OneBranch(2), TestDevice.Current), 3);
        Perturb(grown.Branches[1]);
        var compressed = FosterLearner.Compress(grown, PhiCarryOver.Newest);
        for (var i = 0; i < compressed.NewestBranch.Phi.Count; i++)
        {
            CollectionAssert.AreEqual(grown.Branches[1].Phi[i].Values(), compressed.NewestBranch.Phi[i].Values());
            CollectionAssert.AreNotEqual(grown.Branches[0].Phi[i].Values(), compressed.NewestBranch.Phi[i].Values());
        }
        for (var i = 0; i < compressed.NewestBranch.Theta.Count; i++)
            CollectionAssert.AreEqual(grown.Branches[0].Theta[i].Values(), compressed.NewestBranch.Theta[i].Values());
    }

    [TestMethod]
    public void NewHeadsStartInTheReferencesRange()
    {
        using var scope = NewDisposeScope();
        var head = (LinearHead)Head.Create(new HeadShape("any", 2000), 48, TestDevice.Current, ScalarType.Float32);
        var bound = Math.Sqrt(3.0 / 48);
        Assert.IsLessThanOrEqualTo(bound, head.Weight.abs().max().ToDouble());
        Assert.AreEqual(bound / Math.Sqrt(3), head.Weight.std().ToDouble(), 0.01 * bound);
    }

    private static Tensor Weight(IncrementalNetwork network, string head) => ((LinearHead)network.Head(head)).Weight;

    private static int Rows(string name) => (int)Golden.Array($"{Folder}/{name}.npy").Shape[0];

    private static void Set(LinearHead head, string name)
    {
        using var noGradient = no_grad();
        head.Weight.copy_(Golden.Array($"{Folder}/{name}.npy").ToTensor());
    }

    private static void Perturb(Backbone branch)
    {
        using var noGradient = no_grad();
        foreach (var parameter in branch.Theta.Concat(branch.Phi))
            parameter.add_(1);
    }

    private static void ShouldHoldBlock(LinearHead head, string whole, string block)
    {
        var expected = Golden.Array($"{Folder}/{whole}.npy").ToTensor();
        var (rows, columns) = ((long)Rows(block), Golden.Array($"{Folder}/{block}.npy").Shape[1]);
        CollectionAssert.AreEqual(expected.shape, head.Weight.shape);
        CollectionAssert.AreEqual(
            expected.narrow(0, 0, rows).narrow(1, 0, columns).Values(),
            head.Weight.narrow(0, 0, rows).narrow(1, 0, columns).Values(),
            $"block of {whole}");
        Assert.AreNotEqual(0, head.Weight.narrow(0, rows, head.Weight.shape[0] - rows).abs().sum().ToDouble(), "the rest is random");
    }

    private static void ShouldHaveShapes(IncrementalNetwork network, JsonElement expected)
    {
        CollectionAssert.AreEqual(Shape(expected, "fc.weight"), network.Classifier.Weight.shape);
        // With one branch the reference has a head of it that nothing reads.
        if (network.Branches.Count > 1)
            CollectionAssert.AreEqual(Shape(expected, "fe_fc.weight"), Weight(network, FosterLearner.NewBranch).shape);
        if (expected.TryGetProperty("oldfc.weight", out _))
            CollectionAssert.AreEqual(Shape(expected, "oldfc.weight"), Weight(network, FosterLearner.Old).shape);
        Assert.HasCount(expected.GetProperty("n_convnets").GetInt32(), network.Branches);
        Assert.AreEqual(expected.GetProperty("feature_dim").GetInt32(), network.FeatureCount);
    }

    private static long[] Shape(JsonElement expected, string name) => [.. expected.GetProperty(name).EnumerateArray().Select(side => side.GetInt64())];

    private static void ShouldBeEqual(Backbone a, Backbone b)
    {
        var other = b.state_dict();
        foreach (var (name, values) in a.state_dict())
            CollectionAssert.AreEqual(values.Values(), other[name].Values(), name);
    }
}
