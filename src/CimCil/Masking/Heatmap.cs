using CimCil.Configuration;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Masking;

/// <summary>
/// Class activation maps, normalised to 0-1 per image. All on the device of the maps, for a whole batch, and differentiable.
/// </summary>
/// <param name="Values">[N, h, w] in [0, 1]; all 0 where <paramref name="Flat"/>.</param>
/// <param name="Flat">[N] bool: images whose map holds no evidence (decision 9).</param>
public sealed record Heatmap(Tensor Values, Tensor Flat)
{
    /// <summary>A map whose range is below this part of its largest magnitude says nothing about place.</summary>
    private const double FlatRange = 1e-6;

    /// <summary>The heatmaps of images [N, 3, H, W] with labels [N], each of its own class, over all branches of a network in evaluation mode.</summary>
    public static Heatmap Of(IncrementalNetwork network, Tensor images, Tensor labels, ActivationPath path) =>
        Of(network, images, labels, path, HeatmapAlignment.AsEnlarged);

    /// <summary>The same, with the cells laid over the pixels that are asked for.</summary>
    public static Heatmap Of(IncrementalNetwork network, Tensor images, Tensor labels, ActivationPath path, HeatmapAlignment alignment)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        var maps = network.Apply(images, new ForwardPass(path, FastWeights.None)).Maps;
        return Of(network, maps, images, labels, alignment).MoveToOuterDisposeScope();
    }

    /// <summary>The heatmaps of the maps [N, D, h, w] that a network has made of images.</summary>
    internal static Heatmap Of(IncrementalNetwork network, Tensor maps, Tensor images, Tensor labels, HeatmapAlignment alignment)
    {
        using var scope = NewDisposeScope();
        var activation = ClassActivation(maps, network.Classifier.Weight, labels);
        if (alignment == HeatmapAlignment.Centred)
            activation = CellCentres.Move(activation, images.shape[2], images.shape[3], network.Config.Stride);
        return Normalise(activation).MoveToOuterDisposeScope();
    }

    /// <summary>The class activation map of each image's own class: its head row times the maps, summed over channels.</summary>
    /// <param name="maps">[N, D, h, w].</param>
    /// <param name="headWeight">[C, D]; treated as a constant.</param>
    /// <param name="labels">[N] int64.</param>
    /// <returns>[N, h, w], not normalised.</returns>
    public static Tensor ClassActivation(Tensor maps, Tensor headWeight, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(maps);
        ArgumentNullException.ThrowIfNull(headWeight);
        using var scope = NewDisposeScope();
        var rows = headWeight.detach().index_select(0, labels).unsqueeze(1); // [N, 1, D]
        var (count, height, width) = (maps.shape[0], maps.shape[2], maps.shape[3]);
        return bmm(rows, maps.flatten(2)).view(count, height, width).MoveToOuterDisposeScope();
    }

    /// <summary>Subtracts each image's minimum and divides by the maximum of what is left (algorithm, section 4a).</summary>
    /// <param name="activation">[N, h, w].</param>
    public static Heatmap Normalise(Tensor activation)
    {
        ArgumentNullException.ThrowIfNull(activation);
        using var scope = NewDisposeScope();
        var shifted = activation - activation.amin([1, 2], keepdim: true);
        var peak = shifted.amax([1, 2], keepdim: true);
        Tensor flat;
        using (no_grad())
        {
            // Not "peak < bound": a map with a NaN is without evidence too.
            var scale = activation.abs().amax([1, 2], keepdim: true);
            flat = (peak > scale * FlatRange).logical_not(); // [N, 1, 1]
        }
        // Flat maps are replaced before the division, so that no NaN reaches a gradient.
        var values = where(flat, zeros_like(shifted), shifted) / where(flat, ones_like(peak), peak);
        return new Heatmap(values.MoveToOuterDisposeScope(), flat.view(-1).MoveToOuterDisposeScope());
    }

    /// <summary>Bilinear enlargement of heatmaps [N, h, w] to [N, height, width]; half-pixel centres, no antialias.</summary>
    public static Tensor Resize(Tensor heatmaps, int height, int width)
    {
        ArgumentNullException.ThrowIfNull(heatmaps);
        using var scope = NewDisposeScope();
        return nn.functional.interpolate(heatmaps.unsqueeze(1), [height, width], mode: InterpolationMode.Bilinear, align_corners: false)
            .squeeze(1).MoveToOuterDisposeScope();
    }

    private Heatmap MoveToOuterDisposeScope()
    {
        Values.MoveToOuterDisposeScope();
        Flat.MoveToOuterDisposeScope();
        return this;
    }
}
