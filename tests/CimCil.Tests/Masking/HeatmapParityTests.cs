using CimCil.Data;
using CimCil.Masking;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.Masking;

[TestClass]
public sealed class HeatmapParityTests
{
    private const string Folder = "03_cam";

    [TestMethod]
    public void ParityOfRawAndNormalisedMaps()
    {
        using var scope = NewDisposeScope();
        var raw = Heatmap.ClassActivation(Tensor("fmaps"), Tensor("fc_weight"), Tensor("targets"));
        raw.ShouldEqual($"{Folder}/cam_raw.npy", 1e-5);

        var heatmap = Heatmap.Normalise(raw);
        var flat = heatmap.Flat.Values();
        var expected = Golden.Array($"{Folder}/cam_norm.npy");
        var cells = (int)(expected.Shape[1] * expected.Shape[2]);
        foreach (var sample in Golden.Json($"{Folder}/info.json").GetProperty("samples").EnumerateArray())
        {
            var index = sample.GetProperty("index").GetInt32();
            // Decision 9: where the reference divides 0 by 0, ours says that there is no evidence.
            Assert.AreEqual(sample.GetProperty("cam_is_nan").GetBoolean(), flat[index] != 0, $"flatness of sample {index}");
            if (flat[index] == 0)
                Near.RelativeToLargest(expected.ToDoubles().AsSpan(index * cells, cells), heatmap.Values[index].Values(), 1e-5, $"cam_norm {index}");
            else
                Assert.AreEqual(0.0, heatmap.Values[index].abs().max().ToDouble(), $"sample {index} is 0, not NaN");
        }
    }

    [TestMethod]
    public void ParityOfResizedMapsMasksAndBoxes()
    {
        using var scope = NewDisposeScope();
        var normalised = Tensor("cam_norm");
        foreach (var sample in Golden.Json($"{Folder}/info.json").GetProperty("samples").EnumerateArray())
        {
            var index = sample.GetProperty("index").GetInt32();
            var (height, width) = SizeOf(sample);
            var resized = Heatmap.Resize(normalised[index].unsqueeze(0), height, width);
            resized[0].ShouldEqual($"{Folder}/cam_resized_{index}.npy", 1e-5);
            // From the reference's own map, so that a pixel within rounding of the threshold falls on the same side.
            var theirs = Golden.Array($"{Folder}/cam_resized_{index}.npy").As<float>();
            foreach (var threshold in Thresholds(sample))
            {
                var mask = Golden.Array($"{Folder}/mask_{index}_t{threshold}.npy").ToDoubles();
                var expected = BoxOf(sample.GetProperty($"bbox_t{threshold}"));
                if (!sample.GetProperty("cam_is_nan").GetBoolean())
                    Assert.AreEqual(expected, HeatmapBox.Find(theirs, height, width, height, width, Number(threshold)), $"box of sample {index} at {threshold}");
                Assert.AreEqual(expected, BoxAround(mask, height, width), $"box of the mask of sample {index} at {threshold}");
            }
        }
    }

    [TestMethod]
    public void ParityOfBoxesFromActivations()
    {
        using var scope = NewDisposeScope();
        var heatmap = Heatmap.Normalise(Heatmap.ClassActivation(Tensor("fmaps"), Tensor("fc_weight"), Tensor("targets"))).Values.to(ScalarType.Float32);
        var (rows, columns) = ((int)heatmap.shape[1], (int)heatmap.shape[2]);
        foreach (var (sample, i) in Golden.Json($"{Folder}/info.json").GetProperty("samples").EnumerateArray().Select((sample, i) => (sample, i)))
        {
            var (height, width) = SizeOf(sample);
            foreach (var threshold in Thresholds(sample))
            {
                var box = HeatmapBox.Find(heatmap[i].contiguous().data<float>().ToArray(), rows, columns, height, width, Number(threshold));
                if (sample.GetProperty("cam_is_nan").GetBoolean())
                    Assert.AreEqual(Box.Whole(height, width), box, "decision 9: no evidence keeps the whole image");
                else if (sample.GetProperty($"min_gap_t{threshold}").GetDouble() > 1e-5)
                    Assert.AreEqual(BoxOf(sample.GetProperty($"bbox_t{threshold}")), box, $"box of sample {i} at {threshold}");
            }
        }
    }

    [TestMethod]
    public void ParityOfHandmadeMasks()
    {
        var expected = Golden.Json($"{Folder}/info.json").GetProperty("handmask_bboxes").EnumerateArray().Select(BoxOf).ToArray();
        for (var i = 0; i < expected.Length; i++)
        {
            var mask = Golden.Array($"{Folder}/handmask_{i}.npy");
            Assert.AreEqual(expected[i], BoxAround(mask.ToDoubles(), (int)mask.Shape[0], (int)mask.Shape[1]), $"handmask_{i}");
        }
    }

    [TestMethod]
    public void ParityAtTheThresholdItself()
    {
        var info = Golden.Json($"{Folder}/info.json").GetProperty("threshold_probe");
        var expected = info.GetProperty("result")[0].EnumerateArray().Select(value => value.GetDouble()).ToArray();
        // The probes end with both infinities, which no normalised heatmap has.
        float[] probes = [MathF.BitDecrement(0.6f), 0.6f, MathF.BitIncrement(0.6f), float.NaN];
        for (var i = 0; i < probes.Length; i++)
            Assert.AreEqual(expected[i] != 0 ? Box.Whole(1, 1) : Box.Empty, HeatmapBox.Find([probes[i]], 1, 1, 1, 1, 0.6), $"{probes[i]}");
    }

    /// <summary>The box around a mask, as that of a heatmap of its own size that is high where the mask is.</summary>
    private static Box BoxAround(double[] mask, int height, int width) =>
        HeatmapBox.Find([.. mask.Select(value => value != 0 ? 1f : 0.1f)], height, width, height, width, 0.6);

    private static (int Height, int Width) SizeOf(System.Text.Json.JsonElement sample) => (sample.GetProperty("size_hw")[0].GetInt32(), sample.GetProperty("size_hw")[1].GetInt32());

    private static double Number(string threshold) => double.Parse(threshold, System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<string> Thresholds(System.Text.Json.JsonElement sample) =>
        sample.EnumerateObject().Where(property => property.Name.StartsWith("bbox_t", StringComparison.Ordinal)).Select(property => property.Name["bbox_t".Length..]);

    private static Tensor Tensor(string name) => Golden.Array($"{Folder}/{name}.npy").ToTensor();

    private static Box BoxOf(System.Text.Json.JsonElement sides) => new(sides[0].GetInt32(), sides[1].GetInt32(), sides[2].GetInt32(), sides[3].GetInt32());
}
