using System.Runtime.CompilerServices;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Masking;
using CimCil.Networks;
using CimCil.Onnx;
using CimCil.PyBridge;
using CimCil.Runs;
using static TorchSharp.torch;

namespace CimCil.DirectMlCheck;

/// <summary>Exports networks of the golden data in every form, with inputs and the outputs that they should give.</summary>
internal static class CaseMaker
{
    // Wine's Direct3D cannot compile DirectML's shaders for products of maps, whose length is a multiple of four.
    private static readonly ExportOptions[] Forms =
    [
        new() { RationalLength = RationalLength.OneMore },
        new() { RationalLength = RationalLength.OneMore, BatchSize = 3 },
        new() { RationalLength = RationalLength.OneMore, Labels = ModelLabels.Predicted },
        new() { RationalLength = RationalLength.OneMore, Precision = ModelPrecision.Float16 },
        new() { RationalLength = RationalLength.OneMore, Precision = ModelPrecision.Float16, BatchSize = 2 },
    ];

    // What 'cimcil export' writes.
    private static readonly ExportOptions[] ProductForms = [new(), new() { BatchSize = 3 }, new() { Precision = ModelPrecision.Float16, BatchSize = 3 }];

    /// <summary>Writes models as Wine can run them into one folder, and as the product exports them into the other.</summary>
    public static int Make(string folder, string productFolder)
    {
        LibTorchLocator.EnsureLoaded();
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        MakeOneBranch(folder, Forms);
        MakeTwoBranches(folder, Forms);
        MakeOneBranch(productFolder, ProductForms);
        return 0;
    }

    /// <summary>Draws images of Shapes' classes, larger than those that networks see, into a folder per class.</summary>
    public static int DrawImages(string folder)
    {
        var shapes = new ShapesDataset { Side = 100, TrainImagesPerClass = 1, TestImagesPerClass = 4, DrawingSeed = 7 }.Open();
        for (var i = 0; i < shapes.Test.Count; i++)
        {
            var name = Path.Combine(folder, shapes.ClassNames[shapes.Test[i].Class], $"{i:D3}.png");
            Directory.CreateDirectory(Path.GetDirectoryName(name)!);
            File.WriteAllBytes(name, ImageCodec.EncodePng(shapes.Test[i].Load()));
        }
        return 0;
    }

    /// <summary>Writes the network that 'cimcil export' wrote once more, with rational activations of one more number.</summary>
    public static int Export(string run, string exported, string target)
    {
        LibTorchLocator.EnsureLoaded();
        // An assembly registers its experiments when it is loaded.
        RuntimeHelpers.RunModuleConstructor(typeof(CimCil.Experiments.Shapes).Module.ModuleHandle);
        var info = MaskModel.Open(exported).Info;
        using var network = NetworkFile.Load(TrainedRun.Open(run).WeightsOf(info.Network, info.Phase), CPU);
        OnnxExporter.Write(target, MaskNetwork.Of(network), info, new ExportOptions { RationalLength = RationalLength.OneMore });
        return 0;
    }

    /// <summary>The golden ResNet-18 of width 8; heatmaps follow from its golden maps under rational activations.</summary>
    private static void MakeOneBranch(string folder, ExportOptions[] forms)
    {
        const string Golden = "02_resnet_w8";
        var network = new IncrementalNetwork(new ResNetConfig { Width = 8 }, NetworkShape.OneBranch(6), CPU);
        Load(network.NewestBranch, $"{Golden}/state", name => name);
        network.eval();
        // Every class has features of its own, as training makes them. Of random rows, a map may be so even that narrow numbers tell little of it.
        Tensor head = network.Classifier.Weight;
        head.copy_(arange(head.shape[1]).remainder(head.shape[0]).eq(arange(head.shape[0]).unsqueeze(1)).to(ScalarType.Float32));
        var images = CimCil.Tests.Golden.Array($"{Golden}/input.npy").OnCpu();
        var relu = Backbone.Pool(Array($"{Golden}/eval_relu/fmap4.npy"));
        Write(folder, forms, "resnet18-w8", MaskNetwork.Of(network), images, nn.functional.linear(relu, head), relu, Array($"{Golden}/eval_ratl/fmap4.npy"));
    }

    /// <summary>The golden FOSTER network of two branches; its maps under rational activations are TorchSharp's.</summary>
    private static void MakeTwoBranches(string folder, ExportOptions[] forms)
    {
        const string Golden = "07_fosternet";
        var classCount = (int)Array($"{Golden}/t2_state/fc.weight.npy").shape[0];
        var width = (int)Array($"{Golden}/t2_state/convnets.0.conv1.weight.npy").shape[0];
        var shape = NetworkShape.OneBranch(classCount) with { Branches = [new BranchShape(PartState.Frozen), new BranchShape()] };
        var network = new IncrementalNetwork(new ResNetConfig { Width = width, StageBlocks = Blocks($"{Golden}/t2_state") }, shape, CPU);
        Load(network, $"{Golden}/t2_state", TheirName);
        network.eval();
        var images = CimCil.Tests.Golden.Array($"{Golden}/t2_input.npy").OnCpu();
        var maps = network.Apply(images, ForwardPass.Rational).Maps;
        Write(folder, forms, "foster-two-branches", MaskNetwork.Of(network), images, Array($"{Golden}/t2_out/logits.npy"), Array($"{Golden}/t2_out/features.npy"), maps);
    }

    /// <summary>The reference's name for one of ours.</summary>
    private static string TheirName(string name) => name
        .Replace("branches.", "convnets.", StringComparison.Ordinal).Replace("heads.classifier.", "fc.", StringComparison.Ordinal);

    private static void Write(string folder, ExportOptions[] forms, string name, MaskNetwork network, Tensor images, Tensor logits, Tensor features, Tensor maps)
    {
        var count = images.shape[0];
        foreach (var form in forms)
        {
            var labels = form.Labels == ModelLabels.Predicted ? logits.argmax(1) : arange(count, ScalarType.Int64) % network.ClassCount;
            var heatmap = Heatmap.Normalise(Heatmap.ClassActivation(maps, network.Network.Classifier.Weight, labels)).Values;
            var target = Directory.CreateDirectory(Path.Combine(folder, $"{name}-{form.Labels}-{form.Precision}-{form.BatchSize?.ToString() ?? "any"}".ToLowerInvariant())).FullName;
            OnnxExporter.Write(Path.Combine(target, "model.onnx"), network, Info(network.ClassCount, (int)images.shape[2]), form);
            CaseFiles.Write(target, "images", Floats(images));
            CaseFiles.Write(target, "labels", labels.data<long>().ToArray());
            CaseFiles.Write(target, "heatmaps", Floats(heatmap));
            CaseFiles.Write(target, "logits", Floats(logits));
            CaseFiles.Write(target, "features", Floats(features));
        }
    }

    private static MaskModelInfo Info(int classCount, int side) => new()
    {
        ClassNames = [.. Enumerable.Range(0, classCount).Select(label => $"class {label}")],
        ImageSide = side,
        TestResize = side,
        Normalization = Normalization.ImageNet,
        Threshold = 0.6,
        Ratios = 4,
        HeatmapPath = ActivationPath.Rational,
        Network = "boosted",
        Experiment = "golden",
        Seed = 1,
        Phase = 0,
        Fingerprint = "golden",
    };

    private static int[] Blocks(string state)
    {
        var blocks = new SortedDictionary<int, int>();
        foreach (var path in CimCil.Tests.Golden.Files(state, "convnets.0.layer_*_*.conv1.weight.npy"))
        {
            var parts = Path.GetFileName(path)["convnets.0.".Length..].Split('.')[0].Split('_');
            var stage = int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
            blocks[stage] = blocks.GetValueOrDefault(stage) + 1;
        }
        return [.. blocks.Values];
    }

    private static void Load(nn.Module module, string state, Func<string, string> theirName)
    {
        foreach (var (name, target) in RationalActivation.StateOf(module))
            target.copy_(CimCil.Tests.Golden.Array($"{state}/{theirName(name)}.npy").OnCpu());
    }

    private static Tensor Array(string path) => CimCil.Tests.Golden.Array(path).OnCpu().to(ScalarType.Float32);

    private static float[] Floats(Tensor tensor) => tensor.contiguous().data<float>().ToArray();
}
