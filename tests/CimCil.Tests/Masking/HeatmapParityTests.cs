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
            var (height, width) = (sample.GetProperty("size_hw")[0].GetInt32(), sample.GetProperty("size_hw")[1].GetInt32());
            var resized = Heatmap.Resize(normalised[index].unsqueeze(0), height, width);
            resized[0].ShouldEqual($"{Folder}/cam_resized_{index}.npy", 1e-5);
            foreach (var threshold in Thresholds(sample))
            {
                // From the reference's own map, so that a pixel within rounding of the threshold falls on the same side.
                var mask = MaskBoxes.Mask(Tensor($"cam_resized_{index}").unsqueeze(0), double.Parse(threshold, System.Globalization.CultureInfo.InvariantCulture));
                mask[0].to(ScalarType.Byte).ShouldEqual($"{Folder}/mask_{index}_t{threshold}.npy", 0);
                Assert.AreEqual(sample.GetProperty($"mask_pixels_t{threshold}").GetInt64(), mask.sum().ToInt64());
                Assert.AreEqual(BoxOf(sample.GetProperty($"bbox_t{threshold}")), TightBox(mask), $"box of sample {index} at {threshold}");
            }
        }
    }

    [TestMethod]
    public void ParityOfWholeBatchesOfDifferentSizes()
    {
        using var scope = NewDisposeScope();
        var heatmap = Heatmap.Normalise(Heatmap.ClassActivation(Tensor("fmaps"), Tensor("fc_weight"), Tensor("targets")));
        var samples = Golden.Json($"{Folder}/info.json").GetProperty("samples").EnumerateArray().ToArray();
        (int, int)[] sizes = [.. samples.Select(sample => (sample.GetProperty("size_hw")[0].GetInt32(), sample.GetProperty("size_hw")[1].GetInt32()))];
        foreach (var threshold in Thresholds(samples[0]))
        {
            var boxes = MaskBoxes.Find(heatmap, sizes, double.Parse(threshold, System.Globalization.CultureInfo.InvariantCulture));
            for (var i = 0; i < samples.Length; i++)
            {
                if (samples[i].GetProperty("cam_is_nan").GetBoolean())
                    Assert.AreEqual(Box.Whole(sizes[i].Item1, sizes[i].Item2), boxes[i], "decision 9: no evidence keeps the whole image");
                else if (samples[i].GetProperty($"min_gap_t{threshold}").GetDouble() > 1e-5)
                    Assert.AreEqual(BoxOf(samples[i].GetProperty($"bbox_t{threshold}")), boxes[i], $"box of sample {i} at {threshold}");
            }
        }
    }

    [TestMethod]
    public void ParityOfHandmadeMasks()
    {
        using var scope = NewDisposeScope();
        var expected = Golden.Json($"{Folder}/info.json").GetProperty("handmask_bboxes").EnumerateArray().Select(BoxOf).ToArray();
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], TightBox(Tensor($"handmask_{i}").to(ScalarType.Bool).unsqueeze(0)), $"handmask_{i}");
    }

    [TestMethod]
    public void ParityAtTheThresholdItself()
    {
        using var scope = NewDisposeScope();
        var info = Golden.Json($"{Folder}/info.json").GetProperty("threshold_probe");
        var expected = info.GetProperty("result")[0].EnumerateArray().Select(value => value.GetDouble()).ToArray();
        float[] probes = [MathF.BitDecrement(0.6f), 0.6f, MathF.BitIncrement(0.6f), float.NaN, float.PositiveInfinity, float.NegativeInfinity];
        CollectionAssert.AreEqual(expected, MaskBoxes.Mask(tensor(probes), 0.6).Values());
    }

    private static IEnumerable<string> Thresholds(System.Text.Json.JsonElement sample) =>
        sample.EnumerateObject().Where(property => property.Name.StartsWith("bbox_t", StringComparison.Ordinal)).Select(property => property.Name["bbox_t".Length..]);

    private static Tensor Tensor(string name) => Golden.Array($"{Folder}/{name}.npy").ToTensor();

    private static Box BoxOf(System.Text.Json.JsonElement sides) => new(sides[0].GetInt32(), sides[1].GetInt32(), sides[2].GetInt32(), sides[3].GetInt32());

    private static Box TightBox(Tensor mask)
    {
        var sides = MaskBoxes.TightBoxes(mask).cpu().data<long>().ToArray();
        return new Box((int)sides[0], (int)sides[1], (int)sides[2], (int)sides[3]);
    }
}
