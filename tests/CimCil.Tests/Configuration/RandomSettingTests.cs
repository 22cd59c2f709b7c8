using CimCil.Configuration;
using CimCil.Experiments;
using CimCil.Foundation;
using CsCheck;

namespace CimCil.Tests.Configuration;

/// <summary>Whatever the settings are: nothing but a configuration error escapes, and every broken rule is reported.</summary>
[TestClass]
public sealed class RandomSettingTests
{
    private static readonly Gen<double> Numbers = Gen.OneOf<double>(
        Gen.Double[0, 1],
        Gen.Double[-2, 3],
        Gen.Double,
        Gen.OneOf<double>(0, -0.0, 1, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue));

    private static readonly Gen<int> WholeNumbers = Gen.OneOf<int>(Gen.Int[-2, 12], Gen.Int[1, 100000], Gen.Int, Gen.OneOf<int>(0, int.MinValue, int.MaxValue));

    private static readonly Gen<Shapes> Experiments = Gen.Select(
        Gen.Select(Numbers, Numbers, Numbers, Numbers, Numbers),
        Gen.Select(WholeNumbers, WholeNumbers, WholeNumbers, WholeNumbers, WholeNumbers),
        Gen.Select(WholeNumbers, WholeNumbers, WholeNumbers, WholeNumbers, Gen.Int[0, 5].List[0, 4]),
        Gen.Select(Gen.String, Gen.Int[-1, 2], Gen.Bool))
        .Select((numbers, counts, more, rest) => new Shapes
        {
            Data = rest.Item3
                ? new ImageFolderDataset { Root = rest.Item1, ImageSide = more.Item1, TestResize = more.Item2 }
                : new ShapesDataset { ClassCount = more.Item3, ImageSide = more.Item1, TestResize = more.Item2, OnCorruptImage = (CorruptImagePolicy)rest.Item2 },
            Phases = new() { Classes = counts.Item1, FirstPhase = counts.Item2, ClassesPerPhase = counts.Item3 },
            Network = new ResNetConfig { StageBlocks = more.Item5 },
            Mask = new CimMask { Threshold = numbers.Item1, LearningRate = numbers.Item2, CompressionRatio = numbers.Item3, RefreshInterval = counts.Item4 },
            Memory = new() { Budget = rest.Item3 ? Budget.Images(numbers.Item4) : Budget.ImagesPerClass(numbers.Item4) },
            Training = new() { Momentum = numbers.Item5, BatchSize = more.Item4, FirstPhase = new() { Epochs = counts.Item5 } },
        });

    [TestMethod]
    public void EveryBrokenRuleIsReportedAndNoOther() => Experiments.Sample(experiment =>
    {
        var problems = experiment.Validate();
        var paths = problems.Select(problem => problem.Path).ToHashSet(StringComparer.Ordinal);
        Assert.HasCount(problems.Count, paths, "A setting was reported twice.");
        foreach (var (path, holds) in Expected(experiment))
            Assert.AreEqual(holds, !paths.Contains(path), $"{path} in {string.Join("\n", problems)}");
    });

    [TestMethod]
    public void ValidOrNotItIsDescribedAndWritten() => Experiments.Sample(experiment =>
    {
        Assert.HasCount(experiment.Describe().Select(setting => setting.Path).Distinct().Count(), experiment.Describe());
        Assert.HasCount(64, experiment.Fingerprint());
        var json = experiment.ToJson();
        if (experiment.Validate().Count == 0 && experiment.Data is not ImageFolderDataset)
            Assert.AreEqual(experiment, Shapes.FromJson(json));
    });

    [TestMethod]
    public void ValidExperimentsRoundTrip() => Gen.Select(Gen.Double[0, 1], Gen.Double[1e-12, 1e6], Gen.Int[1, 10], Gen.Double[10, 1e9], Gen.Int[0, int.MaxValue], Gen.Int[1, 64].Array[1, 4])
        .Sample((threshold, rate, interval, budget, seed, stages) =>
        {
            var experiment = new Shapes
            {
                Mask = new CimMask { Threshold = threshold, LearningRate = rate, RefreshInterval = interval },
                Memory = new() { Budget = Budget.Images(budget) },
                Network = NetworkConfig.Small with { StageBlocks = stages },
                Seed = seed,
            };
            Assert.IsEmpty(experiment.Validate());
            var read = Shapes.FromJson(experiment.ToJson());
            Assert.AreEqual(experiment, read);
            Assert.AreEqual(experiment.Fingerprint(), read.Fingerprint());
            var typed = experiment.Describe().Where(setting => !setting.Path.EndsWith(".root", StringComparison.Ordinal)).Select(setting => $"{setting.Path}={setting.Value}");
            Assert.AreEqual(experiment, new Shapes().WithOverrides(typed));
        });

    [TestMethod]
    public void WhateverIsTypedOnlyAConfigurationErrorEscapes()
    {
        var paths = new Shapes().Describe().Select(setting => setting.Path).Concat(["", ".", "mask", "mask.", "mask.kind.kind", "seed.seed", "nothing"]).ToArray();
        var texts = Gen.OneOf<string>(Gen.String, Numbers.Select(number => FormattableString.Invariant($"{number}")), WholeNumbers.Select(number => $"{number}"), Gen.OneOf<string>("", "1,2", "20/class", "skip", "cim", "full-images", "true"));
        Gen.Select(Gen.OneOf<string>(paths), texts).Sample((path, text) =>
        {
            try
            {
                new Shapes().With(path, text).Validate();
            }
            catch (ConfigurationException failure)
            {
                Assert.AreNotEqual("", failure.Message);
            }
        });
    }

    /// <summary>Settings with a rule of their own, and whether it holds; settings that a rule over several may report are left out.</summary>
    private static IEnumerable<(string Path, bool Holds)> Expected(Shapes experiment)
    {
        var mask = (CimMask)experiment.Mask;
        yield return ("mask.threshold", mask.Threshold is >= 0 and <= 1);
        yield return ("mask.learningRate", mask.LearningRate > 0 && double.IsFinite(mask.LearningRate));
        yield return ("mask.compressionRatio", mask.CompressionRatio is >= 1 and <= 1024);
        yield return ("training.momentum", experiment.Training.Momentum is >= 0 and <= 0.9999);
        yield return ("training.batchSize", experiment.Training.BatchSize is >= 1 and <= 65536);
        yield return ("training.firstPhase.epochs", experiment.Training.FirstPhase.Epochs is >= 1 and <= 100000);
        yield return ("data.imageSide", experiment.Data.ImageSide is >= 8 and <= 4096);
        yield return ("phases.classesPerPhase", experiment.Phases.ClassesPerPhase > 0);
        if (experiment.Data is ShapesDataset shapes)
        {
            yield return ("data.classCount", shapes.ClassCount is >= 2 and <= 10);
            yield return ("data.onCorruptImage", Enum.IsDefined(shapes.OnCorruptImage));
        }
        if (experiment.Phases.Classes > 0 && experiment.Phases.FirstPhase > 0 && experiment.Phases.ClassesPerPhase > 0)
            yield return ("phases.firstPhase", experiment.Phases.FirstPhase <= experiment.Phases.Classes);
        if (!(experiment.Memory.Budget.Amount > 0) || double.IsInfinity(experiment.Memory.Budget.Amount))
            yield return ("memory.budget", false);
    }
}
