using CimCil.Configuration;
using CimCil.Data;
using CimCil.Experiments;
using CimCil.Foundation;
using CimCil.Onnx;
using CimCil.PyBridge;
using CimCil.Runs;
using TorchSharp;

namespace CimCil.Tests.Onnx;

/// <summary>
/// Networks that were trained on Shapes, exported from their run folder: heatmaps, logits, features and boxes of 1,000 images, and of some of them in the
/// smaller precisions, whose boxes may differ.
/// </summary>
[TestClass]
public sealed class TrainedNetworkTests
{
    private const int ImageCount = 1000;
    private const int SmallerPrecisionCount = 200;

    private static Experiment Short { get; } = new Shapes().WithOverrides(
    [
        "data.trainImagesPerClass=12", "data.testImagesPerClass=2", "phases.firstPhase=6", "phases.classesPerPhase=4", "network.width=8",
        "training.firstPhase.epochs=6", "training.laterPhases.epochs=6", "learner.compression.epochs=2", "mask.refreshInterval=3",
    ]);

    [TestMethod]
    public void BoxesOfTheExportedNetworksAreThoseOfTheTrainedOnes()
    {
        using var folder = new TempFolder();
        ExperimentRunner.Run(Short, new RunOptions { OutputFolder = folder["run"], Device = "cpu", WorkerCount = 1 }, new Silent());
        var run = TrainedRun.Open(folder["run"]);
        var phase = run.LastPhase("boosted");
        Assert.AreEqual(1, phase);
        var data = (ShapesDataset)Short.Data with { TestImagesPerClass = ImageCount / 10, DrawingSeed = 3 };
        var images = new ClassSequence(Short.Phases, 10).SeenBy(new Phase(1, 6, 4), data.Open().Test);
        Assert.HasCount(ImageCount, images);
        // Of every class: they stand class by class.
        Sample[] some = [.. images.Where((_, i) => i % (ImageCount / SmallerPrecisionCount) == 0)];
        foreach (var name in new[] { "boosted", "compressed" })
        {
            using var network = NetworkFile.Load(run.WeightsOf(name, phase), torch.CPU);
            foreach (var precision in Enum.GetValues<ModelPrecision>())
            {
                var info = MaskModels.Info(10, Short.Data.ImageSide) with { ClassNames = run.ClassNames(phase), Threshold = 0.5 };
                OnnxExporter.Write(folder["mask.onnx"], MaskNetwork.Of(network), info, new ExportOptions { Precision = precision });
                Check(MaskModel.Open(folder["mask.onnx"]), MaskNetwork.Of(network), precision == ModelPrecision.Float32 ? images : some, $"{name}, {precision}", precision);
            }
        }
    }

    private static void Check(MaskModel model, MaskNetwork network, IReadOnlyList<Sample> images, string what, ModelPrecision precision)
    {
        var loading = new Loading(new RandomStreams(0), 1, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None);
        var difference = ExportCheck.Compare(model, network, images, loading);
        Assert.IsLessThanOrEqualTo(ExportCheck.Tolerance(precision), difference.Largest, $"{what}: {difference}");
        if (precision == ModelPrecision.Float32)
        {
            Assert.IsGreaterThanOrEqualTo(0.995 * ImageCount, difference.EqualBoxCount, $"{what}: equal boxes");
            Assert.IsLessThanOrEqualTo(1, difference.LargestBoxDistance, $"{what}: pixels between unequal boxes");
        }
    }

    private sealed class Silent : RunProgress;
}
