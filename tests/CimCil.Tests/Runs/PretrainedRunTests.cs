using System.Security.Cryptography;
using CimCil.Configuration;
using CimCil.Experiments;
using CimCil.Foundation;
using CimCil.Networks;
using CimCil.PyBridge;
using CimCil.Reporting;
using CimCil.Runs;
using TorchSharp;

namespace CimCil.Tests.Runs;

/// <summary>A run says what its backbone started from, writes it down, and never starts from something else.</summary>
[TestClass]
public sealed class PretrainedRunTests
{
    private static readonly string[] Small =
    [
        "data.side=32", "data.imageSide=32", "data.testResize=32", "data.classCount=2", "data.trainImagesPerClass=4", "data.testImagesPerClass=1",
        "phases.classes=2", "phases.firstPhase=1", "phases.classesPerPhase=1", "memory.budget=4", "network.width=4", "network.stageBlocks=1,1",
        "training.batchSize=2", "training.firstPhase.epochs=1", "training.laterPhases.epochs=1", "learner.compression.epochs=1", "mask.kind=full-images",
    ];

    [TestMethod]
    public void WhatWasLoadedIsSaidWrittenDownAndHeldTo()
    {
        using var folder = new TempFolder();
        var (file, run) = (folder["backbone.pth"], folder["run"]);
        Write(file, seed: 1);
        var hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
        var experiment = new Shapes().WithOverrides([.. Small, $"network.pretrained.file={file}"]);
        var notes = new Notes();
        ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = run, Device = "cpu", WorkerCount = 1 }, notes);
        var note = notes.All.Single(text => text.StartsWith("Pretrained weights: ", StringComparison.Ordinal));
        StringAssert.Contains(note, $"tensors of the backbone from {file} (names of ");
        StringAssert.Contains(note, $"SHA-256 {hash}");

        var manifest = RunManifest.Read(Path.Combine(run, "manifest.json"));
        Assert.AreEqual(note, $"{manifest.Pretrained}", "what is read back is what was said");
        Assert.IsTrue(ManifestFacts.Of(manifest).Any(fact => fact.Value == note), "the report has it");

        // As after a kill before the first checkpoint.
        Directory.Delete(Path.Combine(run, "checkpoints"), recursive: true);
        File.Delete(Path.Combine(run, "memory.db"));
        File.WriteAllText(Path.Combine(run, "manifest.json"), File.ReadAllText(Path.Combine(run, "manifest.json")).Replace("\"finished\"", "\"running\""));
        Write(file, seed: 2);
        var options = new RunOptions { OutputFolder = run, Device = "cpu", WorkerCount = 1 };
        var refusal = Assert.ThrowsExactly<ConfigurationException>(() => ExperimentRunner.Resume(options, [], notes)).Message;
        StringAssert.Contains(refusal, $"the run began with {hash}");
        Write(file, seed: 1);
        ExperimentRunner.Resume(options, [], notes);
    }

    private static void Write(string file, long seed)
    {
        torch.random.manual_seed(seed);
        using var scope = torch.NewDisposeScope();
        using var source = new ResNet(new ResNetConfig { StageBlocks = [1, 1], Width = 4, Stem = Stem.Strided }, torch.CPU);
        PyTorchFile.Write(file, source.state_dict().Where(entry => !entry.Key.Contains("ratl")).Select(entry => (entry.Key, entry.Value)));
    }

    private sealed class Notes : RunProgress
    {
        public List<string> All { get; } = [];

        public override void Note(string message) => All.Add(message);
    }
}
