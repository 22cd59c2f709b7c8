using CimCil.Data;
using CimCil.Evaluation;

namespace CimCil.Tests.Evaluation;

[TestClass]
public sealed class PredictionsTests
{
    private static readonly Phase[] Phases = [new(0, 0, 2), new(1, 2, 1)];

    [TestMethod]
    public void CountsFirstAndLaterAnswersPerClass()
    {
        var predictions = new Predictions([0, 0, 1, 2], [0, 1, 1, 0, 1, 2, 0, 1], classCount: 3);
        Assert.AreEqual(2, predictions.K);
        Assert.AreEqual(50.0, predictions.Top1);
        Assert.AreEqual(75.0, predictions.TopK);
        CollectionAssert.AreEqual(new ClassScore[] { new(0, 2, 1), new(1, 1, 1), new(2, 1, 0) }, predictions.Classes.ToArray());
    }

    [TestMethod]
    public void SplitsOldAndNewAndPhases()
    {
        var scores = NetworkScores.Of(new Predictions([0, 0, 1, 2], [0, 1, 1, 2], classCount: 3), Phases);
        Assert.AreEqual(75.0, scores.Top1);
        Assert.AreEqual(200.0 / 3, scores.Old!.Value, 1e-12);
        Assert.AreEqual(100.0, scores.New);
        Assert.AreEqual(scores.Old.Value, scores.PerPhase[0]);
        Assert.AreEqual(1, scores.K);
    }

    [TestMethod]
    public void TheFirstPhaseHasNoOldAccuracy() =>
        Assert.IsNull(NetworkScores.Of(new Predictions([0, 1], [0, 1], classCount: 2), Phases[..1]).Old);

    [TestMethod]
    public void AGroupWithoutImagesHasNoAccuracy() => Assert.IsNull(new Predictions([0], [0], classCount: 2).AccuracyOn(1, 1));

    [TestMethod]
    public void RefusesWhatDoesNotFitTogether()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new Predictions([], [], 2));
        Assert.ThrowsExactly<ArgumentException>(() => new Predictions([0, 1], [0, 1, 0], 2));
        Assert.ThrowsExactly<ArgumentException>(() => new Predictions([2], [0], 2));
        Assert.ThrowsExactly<ArgumentException>(() => new Predictions([0], [0, 1, 2], 2));
        Assert.ThrowsExactly<ArgumentException>(() => NetworkScores.Of(new Predictions([0], [0], 2), Phases));
        Assert.ThrowsExactly<ArgumentException>(() => NetworkScores.Of(new Predictions([0], [0], 3), Phases));
    }
}
