using System.Globalization;
using System.Text.Json.Nodes;
using CimCil.Configuration;
using CimCil.Experiments;
using CimCil.Foundation;

namespace CimCil.Tests.Configuration;

/// <summary>Canonical JSON round-trips exactly, and the fingerprint depends on what decides numbers alone.</summary>
[TestClass]
public sealed class JsonTests
{
    [TestMethod]
    public void EveryExperimentRoundTrips()
    {
        foreach (var entry in ExperimentCatalogue.All)
        {
            var experiment = entry.Create();
            var read = ExperimentRegistry.FromJson(experiment.ToJson());
            Assert.AreEqual(experiment, read);
            Assert.AreEqual(experiment.Fingerprint(), read.Fingerprint());
        }
    }

    [TestMethod]
    public void OverriddenValuesAndKindsRoundTrip()
    {
        var experiment = new Shapes { Memory = new() { Budget = Budget.ImagesPerClass(0.1 + 0.2) } }.WithOverrides(["mask.kind=joint-training", "mask.threshold=5e-324", "network.stageBlocks=1"]);
        Assert.AreEqual(experiment, Shapes.FromJson(experiment.ToJson()));
    }

    [TestMethod]
    [DataRow("tr-TR")]
    [DataRow("de-DE")]
    public void CulturesChangeNothing(string culture)
    {
        var experiment = new Shapes();
        var (json, fingerprint, description) = (experiment.ToJson(), experiment.Fingerprint(), experiment.Describe());
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.AreEqual(json, experiment.ToJson());
            Assert.AreEqual(fingerprint, experiment.Fingerprint());
            Assert.AreEqual(experiment, Shapes.FromJson(json));
            CollectionAssert.AreEqual(description.ToArray(), experiment.Describe().ToArray());
            Assert.AreEqual(experiment.With("mask.threshold", "0.5").With("data.augmentation", "IMAGENET"), new Shapes { Data = experiment.Data with { Augmentation = Augmentation.ImageNet } });
            Assert.AreEqual("mask.threshold", experiment.With("MASK.THRESHOLD", "1.5").Validate().Single().Path);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [TestMethod]
    public void KeysMayComeInAnyOrder()
    {
        var experiment = new Shapes().With("seed", "5");
        Assert.AreEqual(experiment, Shapes.FromJson(Reversed(JsonNode.Parse(experiment.ToJson())!).ToJsonString()));
    }

    [TestMethod]
    public void TheFingerprintIgnoresFoldersAndSeesTheRest()
    {
        var root = new Shapes { Data = new ImageFolderDataset { Root = "a" } };
        Assert.AreEqual(root.Fingerprint(), root.With("data.root", "b").Fingerprint());
        Assert.AreNotEqual(root.ToJson(), root.With("data.root", "b").ToJson());
        Assert.AreNotEqual(root.Fingerprint(), root.With("seed", "2").Fingerprint());
        Assert.AreNotEqual(root.Fingerprint(), root.With("mask.threshold", "0.51").Fingerprint());
        StringAssert.Matches(root.Fingerprint(), new("^[0-9a-f]{64}$"));
    }

    [TestMethod]
    [DataRow("""{"experiment":"shapes","maks":{}}""", "There is no setting maks. Did you mean mask?")]
    [DataRow("""{"experiment":"shapes","mask":{"treshold":1}}""", "There is no setting mask.treshold. Did you mean mask.threshold?")]
    [DataRow("""{"experiment":"shapes","mask":{"threshold":"1"}}""", "mask.threshold cannot be \"1\": it is a number from 0 to 1.")]
    [DataRow("""{"experiment":"shapes","mask":{"kind":"cam"}}""", "mask.kind cannot be \"cam\": it is one of artifact-augmentation, centre-box, cim, cim-last-stage, class-activation, foreground-compressed, full-compression, full-images, joint-training, oracle-box, phase-wise-threshold, random-box.")]
    [DataRow("""{"experiment":"shapes","learner":{"kind":"replay","compression":{"epochs":1}}}""", "There is no setting learner.compression where learner.kind is replay: it belongs to foster.")]
    [DataRow("""{"experiment":"shapes","mask":3}""", "mask cannot be 3: it is an object.")]
    [DataRow("""{"experiment":"shapes","seed":1,"seed":2}""", "The text is not JSON: ")]
    [DataRow("""{"experiment":"shapes-full-images"}""", "The JSON is of experiment shapes-full-images, not of shapes.")]
    [DataRow("[]", "The JSON is not an experiment")]
    [DataRow("{", "The text is not JSON: ")]
    public void AMistakeInJsonIsReported(string json, string message)
    {
        var failure = Assert.ThrowsExactly<ConfigurationException>(() => Shapes.FromJson(json));
        StringAssert.Contains(failure.Message, message);
    }

    private static JsonNode Reversed(JsonNode node) => node switch
    {
        JsonObject map => new JsonObject(map.Reverse().Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)Reversed(pair.Value!)))),
        _ => node.DeepClone(),
    };
}
