using CimCil.Configuration;
using CimCil.Data;
using CimCil.Networks;

namespace CimCil.Masking;

/// <summary>Where the box of an image is. Derive a class for a rule of its own; <see cref="HeatmapBoxes"/> and <see cref="PlacedBoxes"/> are the usual ones.</summary>
public abstract class BoxSource
{
    /// <summary>
    /// The pass that its heatmaps are taken from; null when it uses none. An exported model draws these heatmaps, and its boxes are the
    /// tightest ones above the threshold: what else a rule does with them stays behind.
    /// </summary>
    public virtual ActivationPath? HeatmapPath => null;

    /// <summary>Which pixels the cells of its heatmaps are laid over.</summary>
    public virtual HeatmapAlignment HeatmapAlignment => HeatmapAlignment.AsEnlarged;

    /// <summary>The boxes that it would find by plain class activation maps, which learnt ones are compared with; null where nothing is learnt.</summary>
    public virtual BoxSource? Plain => null;

    /// <summary>tau where it is the same in every phase; null where there is none or it is chosen phase by phase.</summary>
    public virtual double? Threshold => null;

    /// <summary>The boxes of images by a network; one for each, null for an image that was left out as corrupt.</summary>
    /// <param name="network">The learner's present network, in evaluation mode.</param>
    /// <param name="samples">The images.</param>
    /// <param name="data">The side that images are squashed to.</param>
    /// <param name="loading">How images are loaded, and where chance comes from.</param>
    /// <param name="batchSize">Images per step.</param>
    public abstract FoundBoxes Find(IncrementalNetwork network, IReadOnlyList<Sample> samples, DatasetConfig data, Loading loading, int batchSize);
}
