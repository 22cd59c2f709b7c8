using CimCil.Configuration;
using CimCil.Data;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Masking;

/// <summary>
/// Boxes around what a network looks at (algorithm, section 5): the class activation map of an image's own class, a threshold, the
/// tightest box.
/// </summary>
/// <param name="path">The pass that the heatmap is taken from.</param>
/// <param name="thresholds">tau, or the candidates that one is chosen from for a set of images.</param>
/// <param name="targetShare">With several candidates: the mean box share that the chosen one comes nearest to; the first of equals wins.</param>
/// <param name="alignment">Which pixels the cells of a heatmap are laid over.</param>
public sealed class HeatmapBoxes(ActivationPath path, IReadOnlyList<double> thresholds, double targetShare, HeatmapAlignment alignment) : BoxSource
{
    /// <summary>Boxes from heatmaps as they are enlarged.</summary>
    public HeatmapBoxes(ActivationPath path, IReadOnlyList<double> thresholds, double targetShare = 0) : this(path, thresholds, targetShare, HeatmapAlignment.AsEnlarged)
    {
    }

    /// <summary>Boxes under one threshold, from heatmaps as they are enlarged.</summary>
    public HeatmapBoxes(ActivationPath path, double threshold) : this(path, threshold, HeatmapAlignment.AsEnlarged)
    {
    }

    /// <summary>Boxes under one threshold.</summary>
    public HeatmapBoxes(ActivationPath path, double threshold, HeatmapAlignment alignment) : this(path, [threshold], 0, alignment)
    {
    }

    /// <inheritdoc/>
    public override ActivationPath? HeatmapPath => path;

    /// <inheritdoc/>
    public override HeatmapAlignment HeatmapAlignment => alignment;

    /// <inheritdoc/>
    public override double? Threshold => thresholds is [var only] ? only : null;

    /// <inheritdoc/>
    public override BoxSource? Plain => path == ActivationPath.Relu ? null : new HeatmapBoxes(ActivationPath.Relu, thresholds, targetShare, alignment);

    /// <inheritdoc/>
    public override FoundBoxes Find(IncrementalNetwork network, IReadOnlyList<Sample> samples, DatasetConfig data, Loading loading, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(loading);
        SizedBox?[][] boxes = [.. thresholds.Select(_ => new SizedBox?[samples.Count])];
        var flatCount = 0;
        using var noGradient = no_grad();
        using var fast = network.AllowFastConvolutions();
        foreach (var batch in loading.InOrder(samples, ImagePipeline.ForBoxes(data), batchSize))
        {
            using var disposal = batch;
            using var scope = NewDisposeScope();
            var sizes = batch.Sizes.ToArray();
            // The small maps are all that leaves the device.
            var maps = Heatmap.Of(network, batch.ToImages(network.Device), batch.ToLabels(network.Device), path, alignment).Values.to(ScalarType.Float32).cpu().contiguous();
            var values = maps.data<float>().ToArray();
            var (mapHeight, mapWidth) = ((int)maps.shape[1], (int)maps.shape[2]);
            for (var i = 0; i < batch.Count; i++)
            {
                var (height, width) = sizes[i];
                var heatmap = values.AsSpan(i * mapHeight * mapWidth, mapHeight * mapWidth);
                flatCount += HeatmapBox.IsFlat(heatmap) ? 1 : 0;
                foreach (var (candidate, threshold) in thresholds.Index())
                    boxes[candidate][batch.Indices[i]] = new SizedBox(HeatmapBox.Find(heatmap, mapHeight, mapWidth, height, width, threshold), height, width);
            }
        }
        return thresholds.Zip(boxes, (threshold, found) => new FoundBoxes(found, flatCount) { Threshold = threshold })
            .MinBy(found => Math.Abs(found.MeanShare - targetShare))!;
    }
}
