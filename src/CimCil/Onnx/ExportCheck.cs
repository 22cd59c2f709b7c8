using CimCil.Data;
using CimCil.Foundation;
using CimCil.Masking;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Onnx;

/// <summary>Runs an exported model beside the network that it was made from.</summary>
internal static class ExportCheck
{
    private const int BatchSize = 16;

    /// <summary>The largest difference that an export may show.</summary>
    public static double Tolerance(ModelPrecision precision) => precision == ModelPrecision.Float32 ? 1e-4 : 1e-2;

    /// <summary>Compares the outputs of a model on the CPU provider with those of the network.</summary>
    /// <param name="model">The model.</param>
    /// <param name="network">The network, in evaluation mode.</param>
    /// <param name="samples">Images with labels; at least one.</param>
    /// <param name="loading">How images are loaded.</param>
    /// <exception cref="DataException">An image cannot be decoded.</exception>
    public static ExportDifference Compare(MaskModel model, MaskNetwork network, IReadOnlyList<Sample> samples, Loading loading)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(loading);
        using var noGradient = no_grad();
        using var fast = network.Network.AllowFastConvolutions();
        // Both sides take as many threads: the two never compute at the same time.
        var options = new MaskSessionOptions { Provider = ProviderChoice.Cpu, BatchSize = BatchSize, ThreadCount = get_num_threads() };
        using var session = MaskSession.Start(model, MaskOutputs.All, options, _ => { });
        var difference = new ExportDifference(0, 0, 0, 0, 0, 0);
        foreach (var batch in loading.InOrder(samples, MaskPipelines.ForBoxes(model.Info), BatchSize))
        {
            using var disposal = batch;
            using var scope = NewDisposeScope();
            var actual = session.Run(batch.Pixels, model.Labels == ModelLabels.Given ? batch.Labels : []);
            long[] labels = model.Labels == ModelLabels.Given ? batch.Labels.ToArray() : [.. Enumerable.Range(0, batch.Count).Select(i => (long)actual.PredictedOf(i))];
            var expected = Run(network, batch.ToImages(network.Network.Device), labels, model.Info);
            difference = difference.And(Difference(expected, actual), batch.Sizes, expected, actual, model);
        }
        return difference;
    }

    private static MaskResult Run(MaskNetwork network, Tensor images, long[] labels, MaskModelInfo info)
    {
        var features = network.Network.Apply(images, ForwardPass.Relu).Features;
        var heatmap = Heatmap.Of(network.Network, images, tensor(labels).to(images.device), info.HeatmapPath, info.HeatmapAlignment);
        return new MaskResult(labels.Length, Floats(heatmap.Values), Floats(network.Head.Apply(features)), Floats(features));
    }

    private static float[] Floats(Tensor values) => values.to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();

    private static (double Heatmaps, double Logits, double Features) Difference(MaskResult expected, MaskResult actual) =>
        (Largest(expected.Heatmaps, actual.Heatmaps), Largest(expected.Logits, actual.Logits), Largest(expected.Features, actual.Features));

    /// <summary>The largest difference, in units of the largest expected magnitude where that is above 1; infinite where a value is not a number.</summary>
    private static double Largest(float[] expected, float[] actual)
    {
        var (scale, largest) = (1.0, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            scale = Math.Max(scale, Math.Abs(expected[i]));
            var difference = Math.Abs((double)expected[i] - actual[i]);
            largest = Math.Max(largest, double.IsNaN(difference) ? double.PositiveInfinity : difference);
        }
        return largest / scale;
    }

    private static ExportDifference And(
        this ExportDifference sum, (double Heatmaps, double Logits, double Features) batch, ReadOnlySpan<(int Height, int Width)> sizes, MaskResult expected, MaskResult actual, MaskModel model)
    {
        var (equal, furthest) = (sum.EqualBoxCount, sum.LargestBoxDistance);
        for (var i = 0; i < sizes.Length; i++)
        {
            Box BoxOf(MaskResult result, (int Height, int Width) size) =>
                HeatmapBox.Find(result.HeatmapOf(i), model.HeatmapSide, model.HeatmapSide, size.Height, size.Width, model.Info.Threshold);

            var distance = Distance(BoxOf(expected, sizes[i]), BoxOf(actual, sizes[i]));
            equal += distance == 0 ? 1 : 0;
            furthest = Math.Max(furthest, distance);
        }
        return new ExportDifference(
            Math.Max(sum.Heatmaps, batch.Heatmaps), Math.Max(sum.Logits, batch.Logits), Math.Max(sum.Features, batch.Features), sum.ImageCount + sizes.Length, equal, furthest);
    }

    private static int Distance(Box one, Box other) => Math.Max(
        Math.Max(Math.Abs(one.Top - other.Top), Math.Abs(one.Bottom - other.Bottom)),
        Math.Max(Math.Abs(one.Left - other.Left), Math.Abs(one.Right - other.Right)));
}
