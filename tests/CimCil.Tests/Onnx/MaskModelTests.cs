using CimCil.Configuration;
using CimCil.Onnx;
using CimCil.Onnx.Messages;
using CimCil.PyBridge;
using Google.Protobuf;

namespace CimCil.Tests.Onnx;

/// <summary>A file that is no whole mask model is refused with its own message.</summary>
[TestClass]
public sealed class MaskModelTests
{
    [TestMethod]
    [DataRow(HeatmapAlignment.AsEnlarged)]
    [DataRow(HeatmapAlignment.Centred)]
    public void AModelKnowsWhatItWasExportedWith(HeatmapAlignment alignment)
    {
        using var folder = new TempFolder();
        using var network = MaskModels.Random(NetworkConfig.Small, 2, 5, seed: 1);
        var info = MaskModels.Info(5, 48) with { ClassNames = ["a", "b, c", "\"d\"", "é", "e"], Threshold = 0.55, Ratios = new CimCil.Data.CompressionRatios(9.5, 1.5), Phase = 3, Seed = 7, HeatmapAlignment = alignment };
        OnnxExporter.Write(folder["mask.onnx"], MaskNetwork.Of(network), info, new ExportOptions { BatchSize = 4 });
        var model = MaskModel.Open(folder["mask.onnx"]);
        CollectionAssert.AreEqual(info.ClassNames.ToArray(), model.Info.ClassNames.ToArray());
        Assert.AreEqual(info, model.Info with { ClassNames = info.ClassNames });
        Assert.AreEqual(4, model.BatchSize);
        Assert.AreEqual(ModelLabels.Given, model.Labels);
        Assert.AreEqual(network.FeatureCount, model.FeatureCount);
        Assert.IsEmpty(Directory.GetFiles(folder.Path, "*.tmp"));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(200)]
    [DataRow(100_000)]
    public void ATruncatedFileIsRefused(int length) => ShouldBeRefused((path, _) => File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]), length == 0 ? "is empty, or a pipe, socket or device" : "truncated");

    [TestMethod]
    public void AChangedWeightIsRefused() => Changed(model => model.Graph.Initializer[3].RawData = ByteString.CopyFrom(new byte[model.Graph.Initializer[3].RawData.Length]), "does not fit the hash");

    [TestMethod]
    [DataRow("image_side", "ten", "whole number from 8 to 4096")]
    [DataRow("image_side", "32", "does not fit the hash")]
    [DataRow("threshold", "1.5", "number from 0 to 1")]
    [DataRow("threshold", "NaN", "number from 0 to 1")]
    [DataRow("compression_ratio", "0", "number from 1 to 1024")]
    [DataRow("class_names", "[\"a\"", "JSON list")]
    [DataRow("class_names", "[\"a\", \"a\"]", "different class names")]
    [DataRow("mean", "1,2", "three numbers")]
    [DataRow("deviation", "1,0,1", "three numbers")]
    [DataRow("heatmap_path", "tanh", "relu or rational or rational-in-last-stage")]
    [DataRow("format", "1", "it must be 2")]
    [DataRow("fingerprint", "", "lacks cimcil.fingerprint")]
    public void WrongMetadataIsRefused(string key, string value, string expected) => Changed(model => Entry(model, key).Value = value, expected);

    [TestMethod]
    public void MissingMetadataIsRefused() => Changed(model => model.MetadataProps.Remove(Entry(model, "test_resize")), "lacks cimcil.test_resize");

    [TestMethod]
    public void RepeatedMetadataIsRefused() => Changed(model => model.MetadataProps.Add(Entry(model, "phase").Clone()), "twice");

    [TestMethod]
    public void AnotherModelIsRefused() => Changed(model => model.MetadataProps.Clear(), "no mask model");

    [TestMethod]
    public void ExternalWeightsAreRefused() => Changed(
        model =>
        {
            model.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External;
            model.Graph.Initializer[0].ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "../secret" });
        },
        "external data");

    [TestMethod]
    public void AFileOfTwoGibibytesIsRefusedUnread() => ShouldBeRefused(
        (path, _) =>
        {
            using var stream = File.OpenWrite(path);
            stream.SetLength(1L << 31);
        },
        "less than 2 GiB");

    [TestMethod]
    public void AMissingFileIsRefused() => ShouldBeRefused((path, _) => File.Delete(path), "does not exist");

    [TestMethod]
    [DataRow("another opset")]
    [DataRow("another input")]
    [DataRow("another output")]
    public void AGraphThatDoesNotFitItsMetadataIsRefused(string change)
    {
        // The hash is made anew, as by a program that writes such a model from the start.
        ShouldBeRefused(
            (path, model) =>
            {
                var (info, _) = ModelMetadata.Read(model, path);
                model.MetadataProps.Clear();
                if (change == "another opset")
                    model.OpsetImport[0].Version = 22;
                else
                    (change == "another input" ? model.Graph.Input[0] : model.Graph.Output[1]).Type.TensorType.Shape.Dim[1].DimValue = 4;
                ModelMetadata.Write(model, info, ModelPrecision.Float32);
                File.WriteAllBytes(path, model.ToByteArray());
            },
            change == "another opset" ? "opset 17" : change == "another input" ? "has the inputs" : "has the outputs");
    }

    private static StringStringEntryProto Entry(ModelProto model, string key) => model.MetadataProps.Single(entry => entry.Key == ModelMetadata.Prefix + key);

    private static void Changed(Action<ModelProto> change, string expected) => ShouldBeRefused(
        (path, model) =>
        {
            change(model);
            File.WriteAllBytes(path, model.ToByteArray());
        },
        expected);

    private static void ShouldBeRefused(Action<string, ModelProto> damage, string expected)
    {
        using var folder = new TempFolder();
        var path = folder["mask.onnx"];
        using var network = MaskModels.Random(NetworkConfig.Small, 1, 5, seed: 1);
        MaskModels.Export(network, path, 64);
        damage(path, ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)));
        var failure = Assert.ThrowsExactly<CheckpointException>(() => MaskModel.Open(path));
        StringAssert.Contains(failure.Message, expected);
        StringAssert.Contains(failure.Message, path);
    }
}
