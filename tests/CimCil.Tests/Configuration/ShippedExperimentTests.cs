using CimCil.Configuration;
using CimCil.Experiments;

namespace CimCil.Tests.Configuration;

/// <summary>Every experiment that is shipped is valid, documented and has the phases that the paper names.</summary>
[TestClass]
public sealed class ShippedExperimentTests
{
    public static IEnumerable<object[]> Names => ExperimentCatalogue.All.Select(entry => new object[] { entry.Name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void EveryExperimentIsValid(string name)
    {
        var experiment = ExperimentRegistry.Create(name);
        Assert.AreEqual("", string.Join("\n", experiment.Validate()));
        Assert.AreEqual(name, experiment.Name);
        Assert.AreNotEqual("", experiment.Summary);
    }

    [TestMethod]
    public void EveryFileHasItsHeader()
    {
        foreach (var file in Directory.GetFiles(Checkout.At("experiments"), "*.cs", SearchOption.AllDirectories).Where(IsSource))
        {
            var text = File.ReadAllText(file);
            if (!text.Contains("[Experiment(\"", StringComparison.Ordinal))
                continue;
            var name = text.Split("[Experiment(\"")[1].Split('"')[0];
            StringAssert.StartsWith(text, $"// Command:  dotnet run -c Release --project src/CimCil.Cli -- run {name}", file);
            StringAssert.Contains(text, "\n// Time:     ", file);
            StringAssert.Contains(text, "\n// Result:   ", file);
        }
    }

    [TestMethod]
    public void EveryPaperExperimentHasARowOfResults()
    {
        var results = File.ReadAllText(Checkout.At("experiments/RESULTS.md"));
        foreach (var entry in ExperimentCatalogue.All.Where(entry => entry.Create() is PaperExperiment))
            StringAssert.Contains(results, $"| `{entry.Name}` |");
        Assert.HasCount(32, ExperimentCatalogue.All.Where(entry => entry.Create() is PaperExperiment));
    }

    [TestMethod]
    [DataRow("food101-lfs-5-foster-cim", "21 20x4")]
    [DataRow("food101-lfs-10-foster-cim", "11 10x9")]
    [DataRow("food101-lfs-20-foster-cim", "6 5x19")]
    [DataRow("food101-lfh-5-foster-cim", "51 10x5")]
    [DataRow("food101-lfh-10-foster-cim", "51 5x10")]
    [DataRow("food101-lfh-25-foster-cim", "51 2x25")]
    [DataRow("imagenet100-lfs-10-foster", "10 10x9")]
    [DataRow("imagenet100-lfh-25-foster", "50 2x25")]
    [DataRow("imagenet1000-lfs-10-5k-foster-cim", "100 100x9")]
    [DataRow("shapes", "4 2x3")]
    public void PhasesAreThoseOfThePaper(string name, string phases)
    {
        var sizes = ExperimentRegistry.Create(name).Phases.Sizes();
        Assert.HasCount(1, sizes.Skip(1).Distinct());
        Assert.AreEqual(phases, $"{sizes[0]} {sizes[1]}x{sizes.Count - 1}");
    }

    private static bool IsSource(string file) => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal);
}
