using CimCil.Evaluation;

namespace CimCil.Tests.Evaluation;

[TestClass]
public sealed class IncrementalScoresTests
{
    [TestMethod]
    public void AveragesPhasesAndMeasuresForgettingFromTheBestEarlierAccuracy()
    {
        var scores = IncrementalScores.Of([After(80, 80), After(75, 82, 60), After(50, 40, 55, 65)]);
        Assert.AreEqual((80 + 75 + 50) / 3.0, scores.Average, 1e-12);
        Assert.AreEqual(50.0, scores.Last);
        // Phase 0: best 82 (after phase 1) against 40; phase 1: best 60 against 55.
        Assert.AreEqual((42 + 5) / 2.0, scores.Forgetting, 1e-12);
        Assert.AreEqual(55.0, scores.Matrix.Rows[2][1]);
    }

    [TestMethod]
    public void NothingIsForgottenAfterOnePhase() => Assert.AreEqual(0.0, IncrementalScores.Of([After(80, 80)]).Forgetting);

    [TestMethod]
    public void ForgettingIsNegativeWhenTheLastPhaseHelped() => Assert.AreEqual(-10.0, IncrementalScores.Of([After(70, 70), After(80, 80, 80)]).Forgetting);

    [TestMethod]
    public void RefusesMissingRows()
    {
        Assert.ThrowsExactly<ArgumentException>(() => IncrementalScores.Of([]));
        Assert.ThrowsExactly<ArgumentException>(() => IncrementalScores.Of([After(80, 80), After(70, 70)]));
    }

    private static NetworkScores After(double top1, params double[] perPhase) => new(top1, 100, 5, null, perPhase[^1], perPhase, []);
}
