using System.Runtime.InteropServices;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Onnx;

namespace CimCil.Tests.Onnx;

[TestClass]
public sealed class MaskSessionTests
{
    private static readonly (ProviderKind Kind, string Name)[] GpuProviders = [(ProviderKind.DirectMl, "DmlExecutionProvider"), (ProviderKind.Cuda, "CUDAExecutionProvider")];

    [TestMethod]
    [DataRow(-1L)]
    [DataRow(5L)]
    public void ALabelThatIsNoClassIsNamed(long label)
    {
        using var fixture = new Fixture();
        using var session = MaskModels.Start(fixture.Model);
        var failure = Assert.ThrowsExactly<DataException>(() => session.Run(MaskModels.Images(2, 64, seed: 1), [0, label]));
        StringAssert.Contains(failure.Message, $"Label {label}");
        StringAssert.Contains(failure.Message, "0 to 4");
    }

    [TestMethod]
    public void ImagesOfAnotherSizeAndMissingLabelsAreErrors()
    {
        using var fixture = new Fixture();
        using var session = MaskModels.Start(fixture.Model);
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => session.Run(MaskModels.Images(1, 65, seed: 1), [0])).Message, "3 x 64 x 64");
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => session.Run(new byte[17], [0])).Message, "3 x 64 x 64");
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => session.Run(Array.Empty<byte>(), [])).Message, "3 x 64 x 64");
        StringAssert.Contains(Assert.ThrowsExactly<DataException>(() => session.Run(MaskModels.Images(2, 64, seed: 1), [0])).Message, "2 images and 1 labels");
    }

    [TestMethod]
    public void BytesAreNormalisedAsTensorsAre()
    {
        using var fixture = new Fixture();
        using var session = MaskModels.Start(fixture.Model);
        var bytes = new byte[2 * 3 * 64 * 64];
        new System.Random(1).NextBytes(bytes);
        using var scope = TorchSharp.torch.NewDisposeScope();
        var images = Normalization.ImageNet.Apply(TorchSharp.torch.tensor(bytes, [2, 3, 64, 64])).data<float>().ToArray();
        var (fromBytes, fromFloats) = (session.Run(bytes, [1, 2]), session.Run(images, [1, 2]));
        CollectionAssert.AreEqual(fromFloats.Heatmaps, fromBytes.Heatmaps);
        CollectionAssert.AreEqual(fromFloats.Logits, fromBytes.Logits);
    }

    [TestMethod]
    public void StepsOfAnySizeGiveTheSame()
    {
        using var fixture = new Fixture();
        var images = MaskModels.Images(11, 64, seed: 2);
        long[] labels = [.. Enumerable.Range(0, 11).Select(i => i % 5L)];
        using var whole = MaskModels.Start(fixture.Model, batchSize: 16);
        var expected = whole.Run(images, labels);
        foreach (var size in new[] { 1, 4, 11 })
        {
            using var session = MaskModels.Start(fixture.Model, batchSize: size);
            session.Run(images, labels).ShouldEqual(expected, 1e-5, $"steps of {size}");
        }
    }

    [TestMethod]
    public void ADeviceWithoutMemoryGetsHalfAsManyImages()
    {
        using var fixture = new Fixture();
        var images = MaskModels.Images(16, 64, seed: 3);
        var labels = new long[16];
        var log = new List<string>();
        var options = new MaskSessionOptions
        {
            Provider = ProviderChoice.Cpu,
            BatchSize = 16,
            BeforeStep = count =>
            {
                if (count > 5)
                    throw new InvalidOperationException("8007000E Not enough memory resources are available to complete this operation.");
            },
        };
        using var session = MaskSession.Start(fixture.Model, MaskOutputs.All, options, log.Add);
        using var reference = MaskModels.Start(fixture.Model);
        session.Run(images, labels).ShouldEqual(reference.Run(images, labels), 1e-5, "halved");
        Assert.AreEqual(4, session.BatchSize);
        Assert.HasCount(3, log);
        StringAssert.Contains(log[^1], "going on with 4");
    }

    [TestMethod]
    public void OtherFailuresAreNoReasonToHalve()
    {
        Assert.IsFalse(new StepSize(8).HalveAfter(new InvalidOperationException("887A0005 device removed"), 8));
        Assert.IsFalse(new StepSize(8).HalveAfter(new InvalidOperationException("out of memory"), 1));
    }

    [TestMethod]
    [DataRow(ProviderKind.DirectMl, "OnnxRuntimeBackend=directml on Windows")]
    [DataRow(ProviderKind.Cuda, "OnnxRuntimeBackend=cuda")]
    public void AProviderThatIsNotBuiltInIsExplainedWithTheFix(ProviderKind kind, string fix)
    {
        var message = ProviderFailure.NotBuiltIn([kind], ["AzureExecutionProvider", "CPUExecutionProvider"]);
        StringAssert.Contains(message, "it offers AzureExecutionProvider, cpu");
        StringAssert.Contains(message, fix);
    }

    /// <summary>No library of ONNX Runtime has both GPU providers, so one of them is missing whatever this was built with.</summary>
    [TestMethod]
    public void AProviderThatIsNotBuiltInIsAnError()
    {
        using var fixture = new Fixture();
        var (kind, _) = GpuProviders.First(provider => !ProviderSession.Available().Contains(provider.Name));
        var options = new MaskSessionOptions { Provider = new ProviderChoice(kind) };
        var failure = Assert.ThrowsExactly<ConfigurationException>(() => MaskSession.Start(fixture.Model, MaskOutputs.All, options, _ => { }));
        Assert.AreEqual(ProviderFailure.NotBuiltIn([kind], ProviderSession.Available()), failure.Message);
    }

    /// <summary>Which one it takes depends on the machine: DirectML on Windows, else CUDA where it is, else the CPU.</summary>
    [TestMethod]
    public void AutoSaysWhatItTookAndWhyNotTheOthers()
    {
        using var fixture = new Fixture();
        var log = new List<string>();
        using var session = MaskSession.Start(fixture.Model, MaskOutputs.Heatmap, new MaskSessionOptions(), log.Add);
        string[] order = ["directml", "cuda", "cpu"];
        var line = log.Single();
        var taken = Array.FindIndex(order, name => line.StartsWith($"Provider: {name}", StringComparison.Ordinal));
        StringAssert.Contains(line.Split('\n')[0], "(auto)");
        CollectionAssert.AreEqual(order[..taken], line.Split('\n').Skip(1).SelectMany(reason => reason.Trim()["not ".Length..].Split(':')[0].Split(" or ")).ToArray());
        Assert.AreEqual(line.Split('\n').Skip(1).Distinct().Count(), line.Split('\n').Length - 1, "a reason is given once");
    }

    [TestMethod]
    [DataRow("gpu", null, "no provider 'gpu'")]
    [DataRow("cpu", "0", "--adapter 0 chooses a GPU")]
    [DataRow("auto", "Radeon", "--adapter Radeon")]
    [DataRow("directml", "", "--adapter is empty")]
    public void AWrongChoiceIsExplained(string provider, string? adapter, string expected) =>
        StringAssert.Contains(Assert.ThrowsExactly<ConfigurationException>(() => ProviderChoice.Parse(provider, adapter)).Message, expected);

    [TestMethod]
    public void AdaptersAreChosenByIndexOrName()
    {
        Adapter[] adapters = [new(0, "Intel UHD", 0), new(1, "AMD Radeon RX", 1), new(2, "AMD Radeon Pro", 1)];
        Assert.AreEqual(0, Adapter.Choose(null, adapters).Index);
        Assert.AreEqual(2, Adapter.Choose("2", adapters).Index);
        Assert.AreEqual(0, Adapter.Choose("intel", adapters).Index);
        StringAssert.Contains(Assert.ThrowsExactly<ConfigurationException>(() => Adapter.Choose("amd", adapters)).Message, "1 (AMD Radeon RX), 2 (AMD Radeon Pro)");
        StringAssert.Contains(Assert.ThrowsExactly<ConfigurationException>(() => Adapter.Choose("3", adapters)).Message, "0 (Intel UHD)");
    }

    /// <summary>The exceptions as they were met with libraries, drivers and devices missing.</summary>
    [TestMethod]
    [DataRow("dml_provider_factory.cc(551) Exception(1) 80004001 Not implemented", "lacks something that DirectML needs")]
    [DataRow("dml_provider_factory.cc(526) Exception(1) 80004005", "cannot make a Direct3D 12 device")]
    [DataRow("dml_provider_factory.cc(512) Exception(1) 887A0004", "cannot make a Direct3D 12 device")]
    [DataRow("dml_provider_factory.cc(515) Exception(1) 887A0002", "no adapter of that number")]
    [DataRow("DmlGraphFusionHelper.cpp(614) Exception(1) 8007000E", "no memory left")]
    [DataRow("This session contains graph nodes that are assigned to the default CPU EP, but fallback to CPU EP has been explicitly disabled by the user.", "does not take every operation")]
    [DataRow("something new", "something new")]
    [DataRow("The native ONNX Runtime library does not support API version 31.", "two halves")]
    public void WhatDirectMlThrowsIsExplained(string message, string expected)
    {
        var text = ProviderFailure.Explain(ProviderKind.DirectMl, "0 (GPU)", new InvalidOperationException(message), [new Adapter(0, "GPU", 0)]);
        StringAssert.Contains(text, expected);
        Assert.DoesNotContain('\n', text);
    }

    [TestMethod]
    public void MissingLibrariesAreExplained()
    {
        string Explain(Exception failure) => ProviderFailure.Explain(ProviderKind.DirectMl, null, failure, []);
        StringAssert.Contains(Explain(new EntryPointNotFoundException("OrtSessionOptionsAppendExecutionProvider_DML")), "built without DirectML");
        StringAssert.Contains(Explain(new SEHException()), "DirectML.dll is missing");
        StringAssert.Contains(Explain(new DllNotFoundException("onnxruntime")), "did not load");
        StringAssert.Contains(Explain(new TypeInitializationException("NativeMethods", new NotSupportedException("API version 31"))), "two halves");
    }

    private sealed class Fixture : IDisposable
    {
        private readonly TempFolder _folder = new();

        public Fixture()
        {
            using var network = MaskModels.Random(NetworkConfig.Small, 1, 5, seed: 9);
            Model = MaskModels.Export(network, _folder["mask.onnx"], 64);
        }

        public MaskModel Model { get; }

        public void Dispose() => _folder.Dispose();
    }
}
