using CimCil.Data;
using CimCil.Masking;
using TorchSharp;

namespace CimCil.Tests.Masking;

/// <summary>The box from the small heatmap is that from the whole enlarged one.</summary>
[TestClass]
public sealed class HeatmapBoxTests
{
    [TestMethod]
    [DataRow(1, 64, 64)]
    [DataRow(4, 64, 64)]
    [DataRow(7, 224, 224)]
    [DataRow(7, 375, 500)]
    [DataRow(7, 500, 333)]
    [DataRow(7, 5, 3)]
    [DataRow(7, 1, 1)]
    [DataRow(14, 97, 211)]
    public void ItIsWhatTensorsFind(int side, int height, int width)
    {
        torch.random.manual_seed(side + height);
        using var scope = torch.NewDisposeScope();
        var heatmap = Heatmap.Normalise(torch.randn(40, side, side));
        var values = heatmap.Values.cpu().data<float>().ToArray();
        foreach (var threshold in new[] { 0.0, 0.3, 0.6, 0.9, 1.0 })
        {
            for (var i = 0; i < 40; i++)
                Assert.AreEqual(DefinedBoxes.Find(heatmap.Values[i], height, width, threshold), HeatmapBox.Find(values.AsSpan(i * side * side, side * side), side, side, height, width, threshold), $"heatmap {i}, threshold {threshold}");
        }
    }

    [TestMethod]
    public void ParityOfTheBoxesOfTheReference()
    {
        var maps = Golden.Array("03_cam/cam_norm.npy");
        var (rows, columns) = ((int)maps.Shape[1], (int)maps.Shape[2]);
        var values = maps.As<float>();
        foreach (var (sample, i) in Golden.Json("03_cam/info.json").GetProperty("samples").EnumerateArray().Select((sample, i) => (sample, i)))
        {
            if (sample.GetProperty("cam_is_nan").GetBoolean())
                continue;
            int[] size = [.. sample.GetProperty("size_hw").EnumerateArray().Select(side => side.GetInt32())];
            foreach (var threshold in new[] { "0.4", "0.6" })
            {
                int[] box = [.. sample.GetProperty($"bbox_t{threshold}").EnumerateArray().Select(side => side.GetInt32())];
                var found = HeatmapBox.Find(values.AsSpan(i * rows * columns, rows * columns), rows, columns, size[0], size[1], double.Parse(threshold, System.Globalization.CultureInfo.InvariantCulture));
                Assert.AreEqual(new Box(box[0], box[1], box[2], box[3]), found, $"sample {i}, threshold {threshold}");
            }
        }
    }

    [TestMethod]
    public void AFlatHeatmapKeepsTheWholeImage() => Assert.AreEqual(Box.Whole(30, 40), HeatmapBox.Find(new float[49], 7, 7, 30, 40, 0.6));
}
