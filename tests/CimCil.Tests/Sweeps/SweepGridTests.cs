using CimCil.Foundation;
using CimCil.Sweeps;

namespace CimCil.Tests.Sweeps;

[TestClass]
public sealed class SweepGridTests
{
    [TestMethod]
    [DataRow("1-5", "1 2 3 4 5")]
    [DataRow("1,2,7", "1 2 7")]
    [DataRow("1-3, 10", "1 2 3 10")]
    [DataRow("0", "0")]
    public void SeedsAreRead(string text, string seeds)
    {
        var read = SeedList.Parse(text);
        Assert.AreEqual(seeds, string.Join(' ', read));
        Assert.AreEqual(text.Replace(" ", "", StringComparison.Ordinal).Replace("1,2", "1-2", StringComparison.Ordinal), SeedList.Format(read));
    }

    [TestMethod]
    [DataRow("", "--seeds cannot be ''")]
    [DataRow("5-1", "ends before it begins. Write 1-5.")]
    [DataRow("1-", "--seeds cannot be '1-'")]
    [DataRow("-1", "--seeds cannot be '-1'")]
    [DataRow("1,2,1", "names seed 1 twice")]
    [DataRow("1-3,2", "names seed 2 twice")]
    [DataRow("1-2000000000", "more than 1000 seeds")]
    [DataRow("1;2", "--seeds cannot be '1;2'")]
    [DataRow("4294967296", "whole numbers from 0 to 2147483647")]
    public void MistakesInSeedsAreNamed(string text, string words) => Refused(() => SeedList.Parse(text), words);

    [TestMethod]
    public void ValuesWithCommasStandBetweenSemicolons()
    {
        CollectionAssert.AreEqual(new[] { "full-images", "cim" }, SweepAxis.Parse("mask.kind=full-images, cim").Values.ToArray());
        var blocks = SweepAxis.Parse("network.stageBlocks=1,1;2,2,2");
        CollectionAssert.AreEqual(new[] { "1,1", "2,2,2" }, blocks.Values.ToArray());
        Assert.AreEqual("network.stageBlocks=1,1;2,2,2", $"{blocks}");
        Assert.HasCount(2, Grid(new SweepRequest { Experiment = "shapes", Seeds = [1], Axes = [SweepAxis.Parse("network.stageBlocks=1,1;1,1,1")] }).Arms);
        Assert.AreEqual("network.stageBlocks=1,1;", $"{SweepAxis.Parse("network.stageBlocks=1,1;")}");
        Assert.AreEqual("network.stageBlocks=1,1", Grid("network.stageBlocks=1, 1;").Arms.Single().Name);
        CollectionAssert.AreEqual(new[] { "network.stageBlocks=1", "network.stageBlocks=2" }, Grid("network.stageBlocks=1;2").Arms.Select(arm => arm.Name).ToArray());
    }

    /// <summary>Of a list, commas would make other arms than were meant.</summary>
    [TestMethod]
    [DataRow("network.stageBlocks=1,2")]
    [DataRow("network.stageBlocks=1,1")]
    [DataRow("Network.StageBlocks=1,2")]
    public void ValuesOfAListNeedSemicolons(string text)
    {
        var values = text.Split('=')[1];
        var failure = Refused(() => Grid(text), "semicolons stand between its values");
        StringAssert.Contains(failure.Message, $"\"network.stageBlocks={values};\"");
        StringAssert.Contains(failure.Message, $"\"network.stageBlocks={values.Replace(',', ';')}\"");
    }

    [TestMethod]
    public void SettingsAreSpeltAsTheyAreWritten()
    {
        var grid = Grid("Mask.Kind=CIM,Full-Images", "MEMORY.budget=6/CLASS,20.0");
        CollectionAssert.AreEqual(
            new[] { "mask.kind=cim, memory.budget=6/class", "mask.kind=cim, memory.budget=20", "mask.kind=full-images, memory.budget=6/class", "mask.kind=full-images, memory.budget=20" },
            grid.Arms.Select(arm => arm.Name).ToArray());
        Assert.AreEqual(grid.DefaultPath, Grid("mask.kind=cim,full-images", "memory.budget=6/class,20").DefaultPath);
        // Settings of a kind that the experiment does not have yet.
        Assert.AreEqual("mask.kind=phase-wise-threshold, mask.refreshInterval=5", Grid("mask.kind=phase-wise-threshold", "mask.REFRESHinterval=05").Arms[0].Name);
        Assert.AreEqual("mask.threshold=0.3", Grid("Mask.Threshold=.3").Arms[0].Name);
        Refused(() => Grid("mask.threshold=0.3", "Mask.Threshold=0.4"), "--vary mask.threshold is given twice");
        Refused(() => Grid("Seed=1,2"), "--seeds 1-5");
        Refused(() => SweepGrid.Of(new SweepRequest { Experiment = "shapes", Seeds = [1], Settings = ["Seed=3"] }), "--set seed");
    }

    [TestMethod]
    [DataRow("mask.refreshInterval=1,2")]
    [DataRow("training.firstPhase.epochs=10,80")]
    [DataRow("Training.FirstPhase.Epochs=10,80")]
    public void WhatAQuickLookChangesIsNotVaried(string vary)
    {
        Refused(() => SweepGrid.Of(new SweepRequest { Experiment = "shapes", Seeds = [1], IsQuick = true, Axes = [SweepAxis.Parse(vary)] }), "--quick scales every number of epochs");
        Assert.HasCount(2, Grid(vary).Arms);
    }

    [TestMethod]
    public void ASettingThatChangesNoArmIsRefused()
    {
        static SweepGrid With(string[] settings, string vary) => SweepGrid.Of(new SweepRequest { Experiment = "shapes", Seeds = [1], Settings = settings, Axes = [SweepAxis.Parse(vary)] });
        Refused(() => With(["Mask.Threshold=0.3"], "mask.threshold=0.4,0.5"), "--set Mask.Threshold=0.3 says nothing, because --vary mask.threshold=0.4,0.5");
        Refused(() => With(["mask.kind=cim"], "mask.kind=cim,full-images"), "--set mask.kind=cim says nothing");
        var lost = Refused(() => With(["mask.threshold=0.7"], "mask.kind=full-images,oracle-box"), "--set mask.threshold=0.7 is lost in every arm");
        StringAssert.Contains(lost.Message, "it belongs to ");
        // Some arm has it, or could not have it otherwise.
        Assert.HasCount(2, With(["mask.threshold=0.7"], "mask.kind=full-images,cim").Arms);
        static SweepGrid Plain(string[] settings) => SweepGrid.Of(new SweepRequest { Experiment = "shapes-full-images", Seeds = [1], Settings = settings, Axes = [SweepAxis.Parse("mask.kind=cim,class-activation")] });
        Assert.HasCount(2, Plain(["mask.kind=cim", "mask.threshold=0.7", "mask.refreshInterval=5"]).Arms);
    }

    [TestMethod]
    [DataRow("mask.kind", "path=a,b,c")]
    [DataRow("=a,b", "path=a,b,c")]
    [DataRow("mask.kind=", "has an empty value")]
    [DataRow("mask.kind=cim,,full-images", "has an empty value")]
    [DataRow("seed=1,2", "--seeds 1-5")]
    public void MistakesInVaryAreNamed(string text, string words) => Refused(() => SweepAxis.Parse(text), words);

    [TestMethod]
    public void ArmsAreAllCombinationsAndRunsGoSeedBySeed()
    {
        var grid = Grid("mask.kind=full-images,cim", "memory.budget=3/class,6/class");
        CollectionAssert.AreEqual(
            new[] { "mask.kind=full-images, memory.budget=3/class", "mask.kind=full-images, memory.budget=6/class", "mask.kind=cim, memory.budget=3/class", "mask.kind=cim, memory.budget=6/class" },
            grid.Arms.Select(arm => arm.Name).ToArray());
        CollectionAssert.AreEqual(
            new[] { "01-full-images-3-class-seed-1", "02-full-images-6-class-seed-1", "03-cim-3-class-seed-1", "04-cim-6-class-seed-1", "01-full-images-3-class-seed-2" },
            grid.Runs.Take(5).Select(run => run.FolderName).ToArray());
        Assert.AreEqual(2, grid.Runs[4].Experiment.Seed);
        Assert.AreEqual("3/class", $"{grid.Runs[4].Experiment.Memory.Budget}");
        Assert.AreEqual(8, grid.Runs.Select(run => run.Experiment.Fingerprint()).Distinct().Count());
        StringAssert.StartsWith(grid.DefaultPath, Path.Combine("sweeps", "shapes-"));
        Assert.AreEqual(grid.DefaultPath, SweepGrid.Of(grid.Request with { Seeds = [1, 2, 3] }).DefaultPath, "a sweep may get more seeds");
        Assert.AreNotEqual(grid.DefaultPath, SweepGrid.Of(grid.Request with { Settings = ["training.batchSize=8"] }).DefaultPath);
        var quick = SweepGrid.Of(grid.Request with { IsQuick = true });
        Assert.AreNotEqual(grid.DefaultPath, quick.DefaultPath);
        foreach (var run in quick.Runs)
            Assert.AreEqual(5, run.Experiment.Training.FirstPhase.Epochs, run.ToString());
    }

    /// <summary>As <c>--set mask.kind</c> does: what both kinds inherit from one record goes over, the rest has the kind's defaults.</summary>
    [TestMethod]
    public void EveryMaskKindOfShapesIsAnArm()
    {
        var grid = Grid("mask.kind=full-images,artifact-augmentation,full-compression,random-box,centre-box,class-activation,phase-wise-threshold,joint-training,cim,cim-last-stage,foreground-compressed,oracle-box");
        Assert.HasCount(12, grid.Arms);
        string Value(string kind, string path) => grid.Arms.First(arm => arm.Name == $"mask.kind={kind}").Experiment.Describe().FirstOrDefault(setting => setting.Path == path)?.Value ?? "absent";
        Assert.AreEqual("9", Value("class-activation", "mask.compressionRatio"));
        Assert.AreEqual("0.5", Value("class-activation", "mask.threshold"));
        Assert.AreEqual("5", Value("oracle-box", "mask.refreshInterval"));
        Assert.AreEqual("absent", Value("oracle-box", "mask.threshold"));
        Assert.AreEqual("absent", Value("full-images", "mask.compressionRatio"));
    }

    [TestMethod]
    public void ProblemsOfAllArmsAreOneMessage()
    {
        var failure = Refused(() => Grid("mask.kind=cim,oracle", "memory.budget=0,3/class"), "The sweep of shapes has 2 problems:");
        StringAssert.Contains(failure.Message, "mask.kind=oracle, memory.budget=0 and 1 other arm: mask.kind cannot be 'oracle'.");
        StringAssert.Contains(failure.Message, "mask.kind=cim, memory.budget=0: shapes: memory.budget is 0");
        var everywhere = Refused(() => Grid("mask.kid=a,b"), "There is no setting mask.kid.");
        Assert.AreEqual(0, everywhere.Message.IndexOf("There is no setting mask.kid.", StringComparison.Ordinal), "what all arms have is said once, of none");
    }

    [TestMethod]
    public void ArmsThatAreOneExperimentAreRefused()
    {
        Refused(() => Grid("mask.threshold=0.4,0.6", "mask.kind=cim,full-images"), "are one and the same experiment");
        Refused(() => Grid("mask.threshold=0.5,0.50"), "names 0.5 twice");
        Refused(() => Grid("mask.kind=cim,CIM"), "names cim twice");
        Refused(() => Grid("mask.kind=cim", "mask.kind=full-images"), "--vary mask.kind is given twice");
        Refused(() => SweepGrid.Of(new SweepRequest { Experiment = "shapes", Seeds = [1], Settings = ["seed=3"] }), "--set seed");
    }

    [TestMethod]
    public void TheBaselineIsAnArmOrTheArmThatIsOtherwiseAlike()
    {
        var first = Grid("mask.kind=full-images,cim", "memory.budget=3/class,6/class");
        Assert.AreEqual(first.Arms[0], first.BaselineOf(first.Arms[3]));
        var named = SweepGrid.Of(first.Request with { Baseline = ["mask.kind=cim, memory.budget=3/class"] });
        Assert.AreEqual(named.Arms[2], named.BaselineOf(named.Arms[1]));
        var alike = SweepGrid.Of(first.Request with { Baseline = ["mask.kind=full-images"] });
        Assert.AreEqual(alike.Arms[1], alike.BaselineOf(alike.Arms[3]));
        Assert.AreEqual(alike.Arms[0], alike.BaselineOf(alike.Arms[2]));
        var typed = SweepGrid.Of(first.Request with { Baseline = ["Memory.budget=3.0/class, mask.KIND=CIM"] });
        Assert.AreEqual(typed.Arms[2], typed.BaselineOf(typed.Arms[1]), "in another order and spelling");
        var lists = Grid("network.stageBlocks=1,1;1,1,1", "mask.kind=full-images,cim");
        lists = SweepGrid.Of(lists.Request with { Baseline = [lists.Arms[2].Name] });
        Assert.AreEqual(lists.Arms[2], lists.BaselineOf(lists.Arms[1]), "with commas in a value");
        Refused(() => SweepGrid.Of(first.Request with { Baseline = ["mask.kind=oracle-box"] }), "--baseline cannot be 'mask.kind=oracle-box'");
    }

    private static SweepGrid Grid(params string[] vary) => Grid(new SweepRequest { Experiment = "shapes", Seeds = [1, 2], Axes = [.. vary.Select(SweepAxis.Parse)] });

    private static SweepGrid Grid(SweepRequest request) => SweepGrid.Of(request);

    private static ConfigurationException Refused(Func<object> what, string words)
    {
        var failure = Assert.ThrowsExactly<ConfigurationException>(() => what());
        StringAssert.Contains(failure.Message, words);
        return failure;
    }
}
