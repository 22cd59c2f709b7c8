using System.Runtime.CompilerServices;
using System.Text.Json;
using CimCil.Configuration;
using CimCil.Tests.Exemplars;

namespace CimCil.Cli.Tests;

/// <summary><c>--json</c>: one document on the standard output, and nothing else; docs/json-output.md says what is in it.</summary>
[TestClass]
public sealed class JsonTests
{
    private readonly StoreFixture _fixture = new();

    /// <summary>Here the program's catalogue is registered by its module's initializer.</summary>
    [ClassInitialize]
    public static void LoadCatalogue(TestContext _) => RuntimeHelpers.RunModuleConstructor(typeof(CimCilApp).Module.ModuleHandle);

    [TestCleanup]
    public void RemoveFolder() => _fixture.Dispose();

    [TestMethod]
    public void ListHasEveryExperiment()
    {
        var experiments = Document("list", "--json").GetProperty("experiments");
        CollectionAssert.AreEqual(
            ExperimentRegistry.All.Select(entry => $"{entry.Name} {entry.Summary}").ToArray(),
            experiments.EnumerateArray().Select(one => $"{Text(one, "name")} {Text(one, "summary")}").ToArray());
    }

    [TestMethod]
    public void DescribeHasTheSettingsThatWereAskedFor()
    {
        var all = Document("describe", "shapes", "--json", "--set", "mask.threshold=0.75");
        var expected = ExperimentRegistry.Create("shapes").With("mask.threshold", "0.75");
        Assert.AreEqual(expected.Fingerprint(), Text(all, "fingerprint"));
        CollectionAssert.AreEqual(
            expected.Describe().ToArray(),
            all.GetProperty("settings").EnumerateArray().Select(one => new SettingDescription(Text(one, "path"), Text(one, "type"), Text(one, "unit"), Text(one, "default"), Text(one, "value"), Text(one, "rule"), Text(one, "summary"))).ToArray());
        var changed = Document("describe", "shapes", "network", "--changed", "--json").GetProperty("settings").EnumerateArray().Select(one => Text(one, "path")).ToArray();
        CollectionAssert.AreEqual(new[] { "network.stageBlocks", "network.width", "network.stem" }, changed);
    }

    [TestMethod]
    public void ValidateSaysWhatIsWrongOnBothWays()
    {
        var valid = Document("validate", "shapes", "--json");
        Assert.IsTrue(valid.GetProperty("valid").GetBoolean());
        Assert.AreEqual("[4,2,2,2]", JsonSerializer.Serialize(valid.GetProperty("phaseSizes")));
        var invalid = Invocation.Of(_fixture.Folder, "validate", "shapes", "--json", "--set", "mask.threshold=2", "--set", "training.batchSize=0");
        Assert.AreEqual(2, invalid.ExitCode);
        StringAssert.StartsWith(invalid.Error, "Error: shapes breaks 2 rules");
        var document = JsonDocument.Parse(invalid.Output).RootElement;
        Assert.IsFalse(document.GetProperty("valid").GetBoolean());
        CollectionAssert.AreEqual(new[] { "mask.threshold is 2", "training.batchSize is 0" }, document.GetProperty("problems").EnumerateArray().Select(one => $"{Text(one, "path")} is {Text(one, "value")}").ToArray());
        var none = Invocation.Of(_fixture.Folder, "validate", "shap", "--json");
        Assert.AreEqual(("", 2), (none.Output, none.ExitCode));
        StringAssert.Contains(none.Error, "no experiment shap");
    }

    /// <summary>Of images that do not fit too.</summary>
    [TestMethod]
    public void ValidateSaysWhatIsWrongWithTheImages()
    {
        foreach (var part in new[] { "train", "test" })
        {
            Directory.CreateDirectory(Path.Combine(_fixture.Folder, "images", part, "a"));
            File.WriteAllBytes(Path.Combine(_fixture.Folder, "images", part, "a", "1.png"), CimCil.Data.ImageCodec.EncodePng(StoreFixture.RandomImage(8, 8, new CimCil.Foundation.RandomStream(1))));
        }
        foreach (var folder in new[] { "images", "nowhere" })
        {
            var wrong = Invocation.Of(_fixture.Folder, "validate", "photographs", "--data", folder, "--json");
            Assert.AreEqual(2, wrong.ExitCode, wrong.Error);
            var document = JsonDocument.Parse(wrong.Output).RootElement;
            Assert.IsFalse(document.GetProperty("valid").GetBoolean());
            var problem = document.GetProperty("problems")[0];
            Assert.AreEqual(("data", ""), (Text(problem, "path"), Text(problem, "fix")));
            StringAssert.Contains(wrong.Error, Text(problem, "rule"));
        }
    }

    [TestMethod]
    public void PlanHasEveryPhase()
    {
        var plan = Document("plan", "shapes", "--json", "--device", "cpu", "--workers", "1", "--set", "network.width=4", "--set", "network.stageBlocks=1,1");
        var first = plan.GetProperty("phases")[0];
        Assert.AreEqual((400, 45, 585L, 90L), (first.GetProperty("images").GetInt32(), first.GetProperty("epochs").GetInt32(), first.GetProperty("steps").GetInt64(), first.GetProperty("maskSteps").GetInt64()));
        Assert.AreEqual(4, plan.GetProperty("phases").GetArrayLength());
        Assert.AreEqual(plan.GetProperty("phases").EnumerateArray().Sum(phase => phase.GetProperty("seconds").GetDouble()), plan.GetProperty("totalSeconds").GetDouble(), 1e-6);
    }

    [TestMethod]
    public void MemoryShowHasClassesAndPhases()
    {
        _fixture.Fill([.. Enumerable.Range(0, 6).Select(i => StoreFixture.Exemplar(i % 3, (ulong)i))]);
        var memory = Document("memory", "show", ".", "--json");
        Assert.AreEqual(6, memory.GetProperty("exemplars").GetInt32());
        CollectionAssert.AreEqual(new[] { "0 2", "1 2", "2 2" }, memory.GetProperty("classes").EnumerateArray().Select(one => $"{one.GetProperty("class")} {one.GetProperty("exemplars")}").ToArray());
        Assert.AreEqual(memory.GetProperty("imageEquivalents").GetDouble(), memory.GetProperty("phases")[0].GetProperty("used").GetDouble(), 1e-9);
        Assert.AreEqual("imageEquivalents", Text(memory.GetProperty("phases")[0], "budgetUnit"));
    }

    private JsonElement Document(params string[] arguments)
    {
        var done = Invocation.Of(_fixture.Folder, arguments);
        Assert.AreEqual((0, ""), (done.ExitCode, done.Error), done.Error);
        return JsonDocument.Parse(done.Output).RootElement;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
