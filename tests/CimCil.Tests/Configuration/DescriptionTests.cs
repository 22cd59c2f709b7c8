using System.Text;
using CimCil.Configuration;
using CimCil.Configuration.Schema;
using CimCil.Experiments;

namespace CimCil.Tests.Configuration;

/// <summary>
/// Every default and every setting of a shipped experiment is pinned. A change that is meant is written by running these
/// tests with the environment variable <c>CIMCIL_UPDATE_DESCRIPTIONS=1</c>; review the difference.
/// </summary>
[TestClass]
public sealed class DescriptionTests
{
    private const string UpdateVariable = "CIMCIL_UPDATE_DESCRIPTIONS";

    [TestMethod]
    public void DefaultsOfSectionsArePinned()
    {
        var text = new StringBuilder();
        foreach (var section in Sections())
        {
            text.Append($"## {section.GetType().Name}\n{section.GetSchema().Summary}\n");
            foreach (var setting in section.Describe())
                text.Append($"{setting.Path} = {setting.Default}; {setting.Type}; {setting.Unit}; {setting.Rule}; {setting.Summary}\n");
            text.Append('\n');
        }
        Compare("sections.txt", text.ToString());
    }

    [TestMethod]
    public void SettingsOfExperimentsArePinned()
    {
        var text = new StringBuilder();
        foreach (var entry in ExperimentCatalogue.All)
        {
            text.Append($"## {entry.Name}\n{entry.Summary}\n");
            foreach (var setting in entry.Create().Describe())
                text.Append($"{setting.Path} = {setting.Value}\n");
            text.Append('\n');
        }
        Compare("experiments.txt", text.ToString());
    }

    [TestMethod]
    public void ADescriptionShowsDefaultAndValue()
    {
        var described = new Shapes().With("mask.threshold", "0.25").Describe().ToDictionary(setting => setting.Path);
        Assert.AreEqual(
            new SettingDescription("mask.threshold", "number", "", "0.6", "0.25", "from 0 to 1", "Threshold tau on the min-max-normalised heatmap: the box holds what is above it, so that 1 keeps no pixel."),
            described["mask.threshold"]);
        Assert.AreEqual(
            new SettingDescription("training.firstPhase.epochs", "whole number", "epochs", "200", "45", "from 1 to 100000", "Passes over the training images."),
            described["training.firstPhase.epochs"]);
        Assert.AreEqual("artifact-augmentation | centre-box | cim | cim-last-stage | class-activation | foreground-compressed | full-compression | full-images | joint-training | oracle-box | phase-wise-threshold | random-box", described["mask.kind"].Type);
        Assert.IsTrue(described.Values.All(setting => setting.Summary.Length > 0));
    }

    private static IEnumerable<ConfigSection> Sections()
    {
        yield return new PhasePlan();
        yield return new MemoryConfig();
        yield return new TrainingConfig();
        yield return new EvaluationConfig();
        foreach (var choice in SectionRegistry.ChoicesFor(typeof(ConfigSection)).Where(choice => choice.Type.Assembly == typeof(ConfigSection).Assembly))
            yield return choice.Create();
    }

    private static void Compare(string name, string actual)
    {
        var path = Checkout.At($"tests/CimCil.Tests/Configuration/Described/{name}");
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }
        Assert.AreEqual(File.ReadAllText(path), actual, $"Run the tests with {UpdateVariable}=1 if the change is meant.");
    }
}
