using System.CommandLine;
using System.Globalization;
using CimCil.Cli.Screens;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using CimCil.Networks;
using CimCil.Onnx;
using CimCil.PyBridge;
using CimCil.Runs;
using static TorchSharp.torch;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil export RUN</c>: writes a trained network as an ONNX mask model and runs it beside the network at once.</summary>
internal static class ExportCommand
{
    private const int SampleCount = 64;

    private static readonly Argument<string> Run = new("RUN") { Description = "The run folder." };

    private static readonly Option<string> Network = new("--network") { HelpName = "NAME", Description = "Which of the run's scored networks; usually the deployed one, which the run's boxes come from." };

    private static readonly Option<string> Phase = new("--phase") { HelpName = "N", Description = "The phase after which the network is taken, from 0; usually the last one." };

    private static readonly Option<string> Out = new("--out") { HelpName = "FILE", Description = "The new file; usually mask.onnx." };

    private static readonly Option<string> Precision = new("--precision") { HelpName = "float32|float16", Description = "The numbers of convolutions; usually float32." };

    private static readonly Option<string> BatchSize = new("--batch-size") { HelpName = "any|N", Description = "Images per step: any, as usually, or a number from 1 to 4096, which DirectML prefers." };

    private static readonly Option<string> Label = new("--label") { HelpName = "given|predicted", Description = "Whether the class is an input or the one that the model predicts; usually given." };

    private static readonly Option<bool> Force = new("--force") { Description = "Replace a mask model that exists." };

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "export",
            "Write a trained network as an ONNX mask model, checked against the network.",
            "cimcil export runs/shapes-1-0123abcd --out mask.onnx",
            "cimcil export runs/food --phase 3 --precision float16 --batch-size 16 --out mask-fp16.onnx")
        { Run, Network, Phase, Out, Precision, BatchSize, Label, Force };
        command.SetAction((parsed, cancellation) =>
        {
            Export(parsed, parsed.Screen(), cancellation);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Export(ParseResult parsed, Screen screen, CancellationToken cancellation)
    {
        var target = parsed.GetValue(Out) ?? "mask.onnx";
        NewFile.Check(target);
        if (File.Exists(target) && !parsed.GetValue(Force))
            throw new ConfigurationException($"{target} exists already: an export replaces nothing by itself. Name another file with --out, or add --force.");
        if (File.Exists(target) && !Path.GetExtension(target).Equals(".onnx", StringComparison.OrdinalIgnoreCase))
            throw new ConfigurationException($"{target} exists and is no .onnx file: --force replaces mask models alone. Name another file with --out.");
        var options = OptionsOf(parsed);
        var run = TrainedRun.Open(parsed.GetRequiredValue(Run));
        var name = parsed.GetValue(Network) ?? run.Deployed;
        var phase = PhaseOf(parsed.GetValue(Phase), run, name);
        var info = InfoOf(run, name, phase);
        LibTorchLocator.EnsureLoaded();
        using var hold = CollectionHold.Start();
        using var network = NetworkFile.Load(run.WeightsOf(name, phase), CPU);
        var scored = run.HeadOf(name) is { } head ? new MaskNetwork(network, network.Head(head)) : MaskNetwork.Of(network);
        // Under another name until it has been checked: a model that is wrong is none.
        var partial = target + ".partial";
        try
        {
            OnnxExporter.Write(partial, scored, info, options);
            var model = MaskModel.Open(partial);
            var difference = Check(run, model, scored, cancellation);
            if (!(difference.Largest <= ExportCheck.Tolerance(options.Precision)))
                throw new CimCilException($"The exported model differs from the network: {Describe(difference)}; at most {Short(ExportCheck.Tolerance(options.Precision))} is allowed. Nothing was written. Report this with the run's config.json.");
            File.Move(partial, target, overwrite: true);
            screen.WriteLine($"Wrote {target}: {name} network after phase {phase}, {Progress.Words.Count(model.ClassCount, "class", "classes")}, {model.NodeCount} operations, {Progress.Words.Bytes(new FileInfo(target).Length)}.");
            if (scored.Head is NearestMeanHead)
                screen.WriteLine("Its logits are nearness to the class means, as the run scores this network; heatmaps come from the classifier beside them.");
            screen.WriteLine($"Checked against the network on {Progress.Words.Count(difference.ImageCount, "image")}: {Describe(difference)}; {difference.EqualBoxCount} of {Progress.Words.Count(difference.ImageCount, "box is", "boxes are")} equal.");
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static ExportOptions OptionsOf(ParseResult parsed) => new()
    {
        Precision = parsed.GetValue(Precision) switch
        {
            null or "float32" => ModelPrecision.Float32,
            "float16" => ModelPrecision.Float16,
            var typed => throw new ConfigurationException($"--precision cannot be '{typed}': it is float32 or float16."),
        },
        Labels = parsed.GetValue(Label) switch
        {
            null or "given" => ModelLabels.Given,
            "predicted" => ModelLabels.Predicted,
            var typed => throw new ConfigurationException($"--label cannot be '{typed}': it is given or predicted."),
        },
        BatchSize = parsed.GetValue(BatchSize) switch
        {
            null or "any" => null,
            var typed => int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= 4096
                ? size
                : throw new ConfigurationException($"--batch-size cannot be '{typed}': it is any, or a whole number from 1 to 4096."),
        },
    };

    private static int PhaseOf(string? typed, TrainedRun run, string network)
    {
        var last = run.LastPhase(network);
        if (typed is null)
            return last;
        return int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var phase) && phase <= last
            ? phase
            : throw new ConfigurationException($"--phase cannot be '{typed}': {run.Path} has phases 0 to {last} of the network {network}.");
    }

    private static MaskModelInfo InfoOf(TrainedRun run, string network, int phase)
    {
        var policy = run.Experiment.Mask.CreatePolicy();
        if (policy.HeatmapPath is not { } path || (policy.Where!.Threshold ?? run.ThresholdOf(phase)) is not { } threshold)
            throw new ConfigurationException($"{run.Path} was run with mask.kind={run.Experiment.Mask.GetSchema().Kind}, which draws no heatmaps: there is no mask model to export. Run the experiment with mask.kind=cim or class-activation.");
        return new MaskModelInfo
        {
            ClassNames = run.ClassNames(phase),
            ImageSide = run.Experiment.Data.ImageSide,
            TestResize = run.Experiment.Data.TestResize,
            Normalization = ImagePipeline.ForBoxes(run.Experiment.Data).Normalization,
            Threshold = threshold,
            Ratios = policy.Ratios,
            HeatmapPath = path,
            HeatmapAlignment = policy.HeatmapAlignment,
            Network = network,
            Experiment = run.Experiment.Name,
            Seed = run.Experiment.Seed,
            Phase = phase,
            Fingerprint = run.Experiment.Fingerprint(),
        };
    }

    /// <summary>Compares on exemplars of the run's own memory, spread over the classes.</summary>
    private static ExportDifference Check(TrainedRun run, MaskModel model, MaskNetwork network, CancellationToken cancellation)
    {
        using var store = ExemplarStore.OpenReadOnly(run.MemoryPath);
        var images = store.Snapshot.Images.Where(image => image.Entry.Label < model.ClassCount).ToArray();
        var stride = Math.Max(1, images.Length / SampleCount);
        Sample[] samples = [.. images.Where((_, i) => i % stride == 0).Take(SampleCount).Select(image => new Sample(image, image.Entry.Label))];
        if (samples.Length == 0)
            throw new DataException($"{run.MemoryPath} holds no exemplar of the model's classes: an export is checked on exemplars. Run the experiment with a larger memory.budget.");
        var loading = new Loading(new RandomStreams(0), Environment.ProcessorCount, new CorruptImageLog(CorruptImagePolicy.Stop), cancellation);
        return ExportCheck.Compare(model, network, samples, loading);
    }

    private static string Describe(ExportDifference difference) =>
        $"largest difference of heatmaps {Short(difference.Heatmaps)}, logits {Short(difference.Logits)}, features {Short(difference.Features)}";

    private static string Short(double value) => value.ToString("0.0E+0", CultureInfo.InvariantCulture);
}
