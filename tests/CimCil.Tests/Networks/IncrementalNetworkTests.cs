using CimCil.Configuration;
using CimCil.Networks;
using CimCil.PyBridge;
using CimCil.PyBridge.Extensions;
using static TorchSharp.torch;

namespace CimCil.Tests.Networks;

[TestClass]
public sealed class IncrementalNetworkTests
{
    private static readonly ResNetConfig Backbone = new() { StageBlocks = [1, 1], Width = 4, Stem = Stem.Strided };

    private static readonly NetworkShape Shape = new()
    {
        Branches = [new BranchShape(PartState.Frozen), new BranchShape(PartState.Frozen), new BranchShape()],
        Heads =
        [
            new HeadShape(HeadShape.Classifier, 5),
            new HeadShape("newest", 3) { Input = HeadInput.NewestBranch },
            new HeadShape("older", 4) { Input = HeadInput.OlderBranches, State = PartState.Frozen },
            new HeadShape("means", 5) { Kind = HeadKind.NearestMean, State = PartState.Frozen },
        ],
    };

    [TestMethod]
    public void AShapeComesBackFromJson()
    {
        var read = NetworkShape.FromJson(Shape.ToJson());
        CollectionAssert.AreEqual(Shape.Branches.ToArray(), read.Branches.ToArray());
        CollectionAssert.AreEqual(Shape.Heads.ToArray(), read.Heads.ToArray());
    }

    [TestMethod]
    public void ANetworkComesBackFromItsFile()
    {
        using var folder = new TempFolder();
        using var scope = NewDisposeScope();
        using var network = new IncrementalNetwork(Backbone, Shape, CPU);
        NetworkFile.Save(network, folder["network.safetensors"]);
        using var read = NetworkFile.Load(folder["network.safetensors"], CPU);
        Assert.AreEqual(Backbone, read.Config);
        CollectionAssert.AreEqual(Shape.Heads.ToArray(), read.Shape.Heads.ToArray());
        var state = read.state_dict();
        foreach (var (name, values) in network.state_dict())
            CollectionAssert.AreEqual(values.Values(), state[name].Values(), name);
        Assert.IsFalse(read.training);

        network.save_safetensors(folder["other.safetensors"]);
        Assert.Contains("does not say", Assert.ThrowsExactly<CheckpointException>(() => NetworkFile.Load(folder["other.safetensors"], CPU)).Message);
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(0)]
    [DataRow(-1)]
    public void AWindowHasAnOddSide(int side)
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Convolution(3, 4, side, 1, CPU, ScalarType.Float32));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new TensorLayers(ForwardPass.Relu).MaxPool(randn(1, 3, 8, 8), side, 1));
    }

    [TestMethod]
    public void ATensorOfAPassEndsWithTheScopeThatAskedForIt()
    {
        using var network = new IncrementalNetwork(Backbone, NetworkShape.OneBranch(3), CPU);
        using var outer = NewDisposeScope();
        using (NewDisposeScope())
            _ = network.Apply(randn(2, 3, 16, 16), ForwardPass.Relu).Logits;
        Assert.AreEqual(0, outer.DisposablesCount);
    }

    [TestMethod]
    public void HeadsSeeTheBranchesThatTheyName()
    {
        using var scope = NewDisposeScope();
        using var network = new IncrementalNetwork(Backbone, Shape, CPU);
        network.eval();
        using var noGradient = no_grad();
        var output = network.Apply(randn(2, 3, 16, 16), ForwardPass.Relu);
        Tensor Expected(string head, int from, int count) => nn.functional.linear(
            output.Features.narrow(1, from * Backbone.FeatureCount, count * Backbone.FeatureCount), ((LinearHead)network.Head(head)).Weight);
        CollectionAssert.AreEqual(Expected(HeadShape.Classifier, 0, 3).Values(), output.Logits.Values());
        CollectionAssert.AreEqual(Expected("newest", 2, 1).Values(), output.Of("newest").Values());
        CollectionAssert.AreEqual(Expected("older", 0, 2).Values(), output.Of("older").Values());
        CollectionAssert.AreEqual(new long[] { 2, 3 * Backbone.FeatureCount, 4, 4 }, output.Maps.shape);
        Assert.Contains("no head other", Assert.ThrowsExactly<ArgumentException>(() => output.Of("other")).Message);
    }

    [TestMethod]
    public void FrozenPartsStayInTraining()
    {
        using var scope = NewDisposeScope();
        using var network = new IncrementalNetwork(Backbone, Shape, CPU);
        network.train();
        CollectionAssert.AreEqual(new[] { false, false, true }, network.Branches.Select(branch => branch.training).ToArray());
        Assert.IsTrue(network.Branches.Take(2).SelectMany(branch => branch.Theta).All(parameter => !parameter.requires_grad));
        Assert.IsTrue(network.NewestBranch.Theta.All(parameter => parameter.requires_grad));
        Assert.IsFalse(((LinearHead)network.Head("older")).Weight.requires_grad);
    }

    [TestMethod]
    public void AShapeThatIsNoneIsRefused()
    {
        foreach (var broken in new[]
        {
            Shape with { Branches = [] },
            Shape with { Heads = [new HeadShape("other", 2)] },
            Shape with { Heads = [new HeadShape(HeadShape.Classifier, 2), new HeadShape(HeadShape.Classifier, 3)] },
        })
            Assert.ThrowsExactly<ArgumentException>(() => new IncrementalNetwork(Backbone, broken, CPU));
    }

    [TestMethod]
    public void TheNearestMeanAnswers()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(4);
        using var network = new IncrementalNetwork(Backbone, Shape, CPU);
        var head = (NearestMeanHead)network.Head("means");
        var features = randn(5, 6, head.Means.shape[1]);
        for (var label = 0; label < 5; label++)
            head.SetMean(label, features[label]);
        var questions = randn(40, head.Means.shape[1]) * 7;
        var answers = head.Apply(questions).argmax(1).data<long>().ToArray();
        double[][] means = [.. Enumerable.Range(0, 5).Select(label => Unit(Mean([.. Enumerable.Range(0, 6).Select(i => Unit(features[label][i].Values()))])))];
        for (var i = 0; i < answers.Length; i++)
        {
            var question = Unit(questions[i].Values());
            var nearest = Enumerable.Range(0, 5).MinBy(label => means[label].Zip(question, (a, b) => (a - b) * (a - b)).Sum());
            Assert.AreEqual(nearest, (int)answers[i], $"question {i}");
        }

        static double[] Unit(double[] vector) => [.. vector.Select(value => value / Math.Sqrt(vector.Sum(other => other * other)))];
        static double[] Mean(double[][] vectors) => [.. vectors[0].Select((_, i) => vectors.Average(vector => vector[i]))];
    }

    [TestMethod]
    public void RationalInTheLastStageIsReluBeforeIt()
    {
        using var scope = NewDisposeScope();
        using var branch = new ResNet(Backbone, CPU, ScalarType.Float64);
        branch.eval();
        using var noGradient = no_grad();
        var images = randn(2, 3, 16, 16, dtype: ScalarType.Float64);
        IReadOnlyList<Tensor> By(ActivationPath path) => branch.StageMaps(new TensorLayers(new ForwardPass(path, FastWeights.None)), images);
        CollectionAssert.AreEqual(By(ActivationPath.Relu)[0].Values(), By(ActivationPath.RationalInLastStage)[0].Values());
        CollectionAssert.AreNotEqual(By(ActivationPath.Relu)[1].Values(), By(ActivationPath.RationalInLastStage)[1].Values());
        CollectionAssert.AreNotEqual(By(ActivationPath.Rational)[1].Values(), By(ActivationPath.RationalInLastStage)[1].Values());
        Assert.HasCount(4, branch.LastStagePhi, "numerator and denominator of two activations");
        Assert.HasCount(10, branch.Phi);
    }
}
