using CimCil.Reporting;
using CimCil.Runs;
using CimCil.Sweeps;

namespace CimCil.Tests.Sweeps;

/// <summary>What a sweep's tables say of runs whose figures are known.</summary>
[TestClass]
public sealed class ArmResultTests
{
    [TestMethod]
    [DataRow("exemplarsPerClass", 30.0 / 4)]
    [DataRow("imageEquivalents", 11.5)]
    [DataRow("budgetUsedPercent", 11.5 / 12 * 100)]
    [DataRow("memoryBytes", 5000.0)]
    [DataRow("meanBoxShare", 0.25)]
    [DataRow("trueBoxCoverage", 0.7)]
    [DataRow("plainCoverage", 0.5)]
    [DataRow("hours", 2.0)]
    public void AFigureIsOfTheLastMemoryOrOfAllPhases(string name, double value)
    {
        var figure = SweepFigure.All.Single(figure => figure.Name == name);
        Assert.AreEqual(value, figure.Of(Run(1, 50, 40))!.Value, 1e-9);
    }

    /// <summary>A share in files for programs, as a run's own results have it, and percent for people.</summary>
    [TestMethod]
    public void TablesHaveCoverageInPercent()
    {
        var group = Group("cim", Run(1, 50, 40));
        Assert.AreEqual("70.0", SweepFigure.All.Single(figure => figure.Name == "trueBoxCoverage").Cell(group));
        Assert.AreEqual("0.25", SweepFigure.All.Single(figure => figure.Name == "meanBoxShare").Cell(group));
    }

    [TestMethod]
    public void ARunWithoutBoxesHasNoCoverage()
    {
        var run = Run(1, 50, 40);
        run = run with { Phases = [.. run.Phases.Select(phase => phase with { TrueBoxCoverage = null, PlainCoverage = null })] };
        Assert.IsNull(SweepFigure.All.Single(figure => figure.Name == "trueBoxCoverage").Of(run));
        Assert.AreEqual("-", SweepFigure.All.Single(figure => figure.Name == "plainCoverage").Cell(new RunGroup("a", [run])));
    }

    /// <summary>Seeds that one side lacks are in its mean, and in no difference.</summary>
    [TestMethod]
    public void DifferencesAreOfCommonSeedsAndOfTheirOwnFigure()
    {
        var (group, baseline) = (Group("cim", Run(1, 99, 99), Run(2, 60, 40), Run(3, 64, 42)), Group("full", Run(2, 59, 30), Run(3, 61, 36), Run(4, 1, 1)));
        var difference = Difference.Between(group, baseline).Single();
        Assert.AreEqual((2, 2.0), (difference.Average!.Count, difference.Average.Mean));
        Assert.AreEqual((2, 8.0), (difference.Last!.Count, difference.Last.Mean));
        // With two pairs the half width is tan(0.475 pi) times half their distance.
        Assert.AreEqual(8 - (2 * Math.Tan(Math.PI * 0.475)), difference.Last.Interval!.Value.Low, 1e-9);
        CollectionAssert.AreEqual(
            new[] { "cim", "boosted", "full", "2", "+2.00 [-10.71, +14.71]", "0.5000", "+8.00 [-17.41, +33.41]", "0.5000" },
            Difference.Table([difference]).Rows.Single().ToArray());
    }

    [TestMethod]
    public void WithoutCommonSeedsThereIsNoDifference()
    {
        var row = Difference.Table([.. Difference.Between(Group("cim", Run(1, 60, 50)), Group("full", Run(2, 50, 40)))]).Rows.Single();
        CollectionAssert.AreEqual(new[] { "cim", "boosted", "full", "0", "no common seed", "-", "no common seed", "-" }, row.ToArray());
        StringAssert.Contains(Difference.Table([.. Difference.Between(Group("cim", Run(1, 60, 50)), Group("full", Run(1, 50, 55)))]).Rows.Single()[4], "+10.00 (one pair: no interval)");
    }

    /// <summary>0.1 + 0.2 - 0.3 is not 0 in binary, and a mean that rounds to 0 is neither above nor below.</summary>
    [TestMethod]
    public void AMeanThatRoundsToNothingHasNoSign()
    {
        var row = Difference.Table([.. Difference.Between(Group("a", Run(1, 0.1 + 0.2, 49.999)), Group("b", Run(1, 0.3, 50)))]).Rows.Single();
        StringAssert.StartsWith(row[4], "0.00 (");
        StringAssert.StartsWith(row[6], "0.00 (");
    }

    /// <summary>A learner whose network has another name, such as the only one of replay.</summary>
    [TestMethod]
    public void ANetworkThatTheBaselineLacksIsComparedWithEachOfIts()
    {
        var replay = Run(1, 60, 50);
        replay = replay with { Networks = [replay.Networks[0] with { Name = "replayed" }] };
        var foster = Run(1, 50, 40);
        foster = foster with { Networks = [foster.Networks[0], foster.Networks[0] with { Name = "compressed", Average = 45 }] };
        var rows = Difference.Table([.. Difference.Between(Group("replay", replay), Group("foster", foster))]).Rows;
        CollectionAssert.AreEqual(new[] { "foster: boosted", "foster: compressed" }, rows.Select(row => row[2]).ToArray());
        StringAssert.StartsWith(rows[1][4], "+15.00");
    }

    private static RunGroup Group(string name, params RunRecord[] runs) => new(name, runs);

    private static RunRecord Run(int seed, double average, double last) => new()
    {
        Path = $"runs/{seed}",
        Experiment = "shapes",
        Seed = seed,
        Fingerprint = "0123",
        Status = RunStatus.Finished,
        State = "finished",
        PhaseCount = 2,
        Settings = [],
        Facts = [],
        Phases =
        [
            new PhaseRecord(0, 2, new Dictionary<string, ScoreRecord>(), 10, 9, 800, 3000, 12, false, 0.75, 0.8, 0.4, 1800),
            new PhaseRecord(1, 4, new Dictionary<string, ScoreRecord>(), 30, 11.5, 900, 5000, 12, false, 0.25, 0.6, 0.6, 5400),
        ],
        Networks = [new NetworkRecord("boosted", average, last, 0, [])],
        Epochs = [],
        Notes = [],
        PartSeconds = [],
        Gallery = [],
        Activations = [],
    };
}
