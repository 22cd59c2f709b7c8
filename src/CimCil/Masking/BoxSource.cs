using CimCil.Configuration;
using CimCil.Data;
using CimCil.Networks;

namespace CimCil.Masking;

/// <summary>Where the box of an image is. Derive a class for a rule of its own; <see cref="HeatmapBoxes"/> and <see cref="PlacedBoxes"/> are the usual ones.</summary>
public abstract class BoxSource
{
    /// <summary>The pass that its heatmaps are taken from; null when it uses none.</summary>
    public virtual ActivationPath? HeatmapPath => null;

    /// <summary>Whether images must know the true box of their object.</summary>
    public virtual bool NeedsTrueBoxes => false;

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
