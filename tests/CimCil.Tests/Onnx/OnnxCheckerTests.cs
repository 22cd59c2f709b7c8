using CimCil.Configuration;
using CimCil.Onnx;
using CimCil.Tests.PyBridge;

namespace CimCil.Tests.Onnx;

/// <summary>ONNX's own checker accepts every form of exported model.</summary>
[TestClass]
public sealed class OnnxCheckerTests
{
    [TestMethod]
    public void EveryFormPassesTheChecker()
    {
        PythonTorch.RequireOnnx();
        using var folder = new TempFolder();
        var paths = new List<string>();
        foreach (var (stem, branchCount) in new[] { (Stem.ImageNet, 2), (Stem.Cifar, 1), (Stem.Strided, 2) })
        {
            using var network = MaskModels.Random(new ResNetConfig { StageBlocks = [1, 2], Width = 8, Stem = stem }, branchCount, 4, seed: 1);
            foreach (var precision in Enum.GetValues<ModelPrecision>())
            {
                foreach (var labels in Enum.GetValues<ModelLabels>())
                {
                    foreach (var batchSize in new int?[] { null, 3 })
                    {
                        paths.Add(folder[$"{stem}-{precision}-{labels}-{batchSize}.onnx"]);
                        MaskModels.Export(network, paths[^1], 32, new ExportOptions { Precision = precision, Labels = labels, BatchSize = batchSize });
                    }
                }
            }
        }
        PythonTorch.Run("check_onnx.py", [.. paths]);
    }
}
