using System.Text.Json.Nodes;
using CimCil.Foundation;
using CimCil.Runs;

namespace CimCil.Tests.Runs;

[TestClass]
public sealed class RunManifestTests
{
    private static readonly RunManifest Manifest = new()
    {
        Experiment = "shapes",
        Seed = 7,
        Fingerprint = "0123",
        Status = RunStatus.Stopped,
        Started = new DateTimeOffset(2030, 1, 1, 9, 0, 0, 250, TimeSpan.FromHours(9)),
        CommandLine = ["run", "--set", "a=\"ä\""],
        Commit = null,
        Versions = new Dictionary<string, string> { ["cimcil"] = "1.0" },
        Machine = new MachineFacts("host", "system", "x64", "processor", 2, 1 << 30, "cpu"),
        Resumptions = [new Resumption(new DateTimeOffset(2030, 1, 2, 0, 0, 0, TimeSpan.Zero), "other", "cuda:0", "start")],
    };

    /// <summary>A folder in the file's place cannot be read either, whoever asks.</summary>
    [TestMethod]
    public void AFileThatCannotBeReadIsNotCalledAMissingOne()
    {
        using var folder = new TempFolder();
        Assert.Contains("is no run folder", Assert.ThrowsExactly<DataException>(() => RunManifest.Read(folder["manifest.json"])).Message);
        Directory.CreateDirectory(folder["manifest.json"]);
        var refused = Assert.ThrowsExactly<DataException>(() => RunManifest.Read(folder["manifest.json"])).Message;
        Assert.Contains("manifest.json cannot be read: ", refused);
        Assert.Contains("permissions", refused);
    }

    [TestMethod]
    public void AManifestReadsAsItWasWritten()
    {
        using var folder = new TempFolder();
        var read = RunManifest.Read(Write(folder, _ => { }));
        // Records compare their lists by reference.
        Assert.AreEqual(Manifest with { CommandLine = read.CommandLine, Versions = read.Versions, Resumptions = read.Resumptions, Started = read.Started }, read);
        Assert.AreEqual(Manifest.Started.UtcDateTime, read.Started.UtcDateTime);
        CollectionAssert.AreEqual(Manifest.CommandLine.ToArray(), read.CommandLine.ToArray());
        CollectionAssert.AreEqual(Manifest.Versions.ToArray(), read.Versions.ToArray());
        CollectionAssert.AreEqual(Manifest.Resumptions.ToArray(), read.Resumptions.ToArray());
    }

    [TestMethod]
    [DataRow("seed", "\"seven\"")]
    [DataRow("experiment", "null")]
    [DataRow("status", "\"asleep\"")]
    [DataRow("status", "1")]
    [DataRow("started", "\"yesterday\"")]
    [DataRow("machine", null)]
    [DataRow("fingerprint", null)]
    public void AManifestThatWasChangedIsRefused(string field, string? value)
    {
        using var folder = new TempFolder();
        var path = Write(folder, json =>
        {
            Assert.IsTrue(json.Remove(field));
            if (value is not null)
                json[field] = JsonNode.Parse(value);
        });
        var failure = Assert.ThrowsExactly<DataException>(() => RunManifest.Read(path));
        StringAssert.Contains(failure.Message, $"{path} is not what a run wrote");
    }

    /// <summary>The lock tells, which the system frees however a process ends; no clock does.</summary>
    [TestMethod]
    public void ARunThatSaysItIsRunningHasStoppedWhenNoProcessWritesIt()
    {
        using var folder = new TempFolder();
        Write(folder, json => json["status"] = "running");
        using (WriterLock.TryTake(RunFolder.LockOf(folder.Path)))
            Assert.AreEqual((RunStatus.Running, false), State());
        Assert.AreEqual((RunStatus.Stopped, true), State());
        Write(folder, json => json["status"] = "stopped");
        Assert.AreEqual((RunStatus.Stopped, false), State());
        Write(folder, json => json["status"] = "finished");
        Assert.AreEqual((RunStatus.Finished, false), State());

        (RunStatus Status, bool HasDied) State()
        {
            var manifest = RunManifest.OfFolder(folder.Path);
            return (manifest.Status, manifest.HasDied);
        }
    }

    private static string Write(TempFolder folder, Action<JsonObject> change)
    {
        using var stream = new MemoryStream();
        ManifestJson.Write(stream, Manifest);
        var json = JsonNode.Parse(stream.ToArray())!.AsObject();
        change(json);
        var path = folder["manifest.json"];
        File.WriteAllText(path, json.ToJsonString());
        return path;
    }
}
