using CimCil.Configuration;
using CimCil.Configuration.Schema;
using CimCil.Experiments;

namespace CimCil.Tests.Configuration;

/// <summary>What <c>--quick</c> makes of an experiment: everything counted in epochs is scaled together, and nothing else is touched.</summary>
[TestClass]
public sealed class QuickRunTests
{
    public static IEnumerable<object[]> Names => ShippedExperimentTests.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void EveryExperimentIsValidAndShort(string name)
    {
        var whole = ExperimentRegistry.Create(name);
        var quick = QuickRun.Of(whole);
        Assert.AreEqual("", string.Join("\n", quick.Validate()));
        var epochs = EpochsOf(quick);
        Assert.AreEqual(QuickRun.LongestStageEpochs, epochs.Where(setting => setting.Key.EndsWith(".epochs", StringComparison.Ordinal)).Max(setting => setting.Value));
        Assert.AreNotEqual(whole.Fingerprint(), quick.Fingerprint(), "a quick run must not be taken for a whole one");
        foreach (var difference in whole.DifferencesTo(quick))
            Assert.Contains(difference.Split(':')[0], epochs.Keys.ToArray(), "something that is not counted in epochs was changed");
    }

    [TestMethod]
    public void StagesAndTheRefreshAreScaledTogether()
    {
        var quick = QuickRun.Of(ExperimentRegistry.Create("food101-lfs-10-foster-cim"));
        Assert.AreEqual((5, 5, 4), (quick.Training.FirstPhase.Epochs, quick.Training.LaterPhases.Epochs, ((FosterConfig)quick.Learner).Compression.Epochs));
        Assert.AreEqual(1, ((CimMask)quick.Mask).RefreshInterval, "200 epochs are to an interval of 40 as 5 are to 1");
        var shapes = QuickRun.Of(new Shapes());
        Assert.AreEqual((5, 2, 2, 1), (shapes.Training.FirstPhase.Epochs, shapes.Training.LaterPhases.Epochs, ((FosterConfig)shapes.Learner).Compression.Epochs, ((CimMask)shapes.Mask).RefreshInterval));
    }

    [TestMethod]
    public void AnIntervalLeavesRoomForItsRefresh()
    {
        var experiment = new Shapes().WithOverrides(["training.firstPhase.epochs=50", "training.laterPhases.epochs=50", "mask.refreshInterval=48"]);
        Assert.IsEmpty(experiment.Validate());
        var quick = QuickRun.Of(experiment);
        Assert.AreEqual(3, ((CimMask)quick.Mask).RefreshInterval, "48 of 50 would be 4 of 5, whose refresh comes with the last epoch");
        Assert.IsEmpty(quick.Validate());
    }

    [TestMethod]
    [DataRow(200, "60,120,160", "2,3,4", 5)]
    [DataRow(200, "1,2,3,4,5,6", "1,2,3,4,5,6", 7)]
    [DataRow(200, "195,196,199", "2,3,4", 5)]
    public void MilestonesKeepTheirOrderAndTheirPlace(int epochs, string milestones, string expected, int expectedEpochs)
    {
        var quick = QuickRun.Of(new Shapes().WithOverrides([
            $"training.firstPhase.epochs={epochs}", "training.firstPhase.schedule=milestones", $"training.firstPhase.milestones={milestones}"]));
        Assert.IsEmpty(quick.Validate());
        Assert.AreEqual(expected, string.Join(",", quick.Training.FirstPhase.Milestones));
        Assert.AreEqual(expectedEpochs, quick.Training.FirstPhase.Epochs);
    }

    [TestMethod]
    public void WhatIsShortAlreadyStaysAsItIs()
    {
        var quick = QuickRun.Of(new Shapes());
        Assert.AreEqual(quick.Fingerprint(), QuickRun.Of(quick).Fingerprint());
    }

    /// <summary>The stages of other learners, and those of sections that a user writes, are found by the schema.</summary>
    [TestMethod]
    public void EveryLearnersStagesAreFound()
    {
        var quick = QuickRun.Of(new Shapes().WithOverrides(["learner.kind=der", "learner.classifier.epochs=90"]));
        Assert.AreEqual((5, 3), (((DerConfig)quick.Learner).Classifier.Epochs, quick.Training.FirstPhase.Epochs), "the longest stage decides, wherever it stands");
    }

    private static Dictionary<string, int> EpochsOf(Experiment experiment) => experiment.Describe()
        .Where(setting => setting.Unit == "epochs" && setting.Type == SettingType.Int32.Name)
        .ToDictionary(setting => setting.Path, setting => int.Parse(setting.Value, System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
