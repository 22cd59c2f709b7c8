using CimCil.Configuration;
using CimCil.Data;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Masking;

/// <summary>Finds the boxes and heatmaps of whole sets of images, by the mask policy of an experiment.</summary>
/// <param name="policy">The policy.</param>
/// <param name="data">The side that images are squashed to.</param>
/// <param name="loading">How images are loaded.</param>
internal sealed class BoxFinder(MaskPolicy policy, DatasetConfig data, Loading loading)
{
    /// <summary>The box of each sample; null where the policy has no boxes.</summary>
    /// <param name="network">The learner's present network; is put into evaluation mode.</param>
    /// <param name="samples">The images.</param>
    public FoundBoxes? Find(IncrementalNetwork network, IReadOnlyList<Sample> samples) => Find(policy.Where, network, samples);

    /// <summary>The boxes that plain class activation maps of the same network would give; null unless heatmaps are learnt.</summary>
    /// <param name="network">As for <see cref="Find(IncrementalNetwork, IReadOnlyList{Sample})"/>.</param>
    /// <param name="samples">The images.</param>
    public FoundBoxes? FindPlain(IncrementalNetwork network, IReadOnlyList<Sample> samples) =>
        Find(policy.Where?.Plain, network, samples);

    /// <summary>The heatmap of each sample's own class, as the boxes are found from; null for an image that was left out, and for all where no heatmap is used.</summary>
    /// <param name="network">As for <see cref="Find(IncrementalNetwork, IReadOnlyList{Sample})"/>.</param>
    /// <param name="samples">The images.</param>
    public IReadOnlyList<HeatmapImage?> Heatmaps(IncrementalNetwork network, IReadOnlyList<Sample> samples)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(samples);
        var images = new HeatmapImage?[samples.Count];
        if (policy.HeatmapPath is not { } path)
            return images;
        network.eval();
        using var noGradient = no_grad();
        using var fast = network.AllowFastConvolutions();
        foreach (var batch in loading.InOrder(samples, ImagePipeline.ForBoxes(data), policy.BatchSize))
        {
            using var disposal = batch;
            using var scope = NewDisposeScope();
            var maps = Heatmap.Of(network, batch.ToImages(network.Device), batch.ToLabels(network.Device), path, policy.HeatmapAlignment).Values.to(ScalarType.Float32).cpu();
            for (var i = 0; i < batch.Count; i++)
                images[batch.Indices[i]] = new HeatmapImage((int)maps.shape[1], (int)maps.shape[2], maps[i].contiguous().data<float>().ToArray());
        }
        return images;
    }

    private FoundBoxes? Find(BoxSource? where, IncrementalNetwork network, IReadOnlyList<Sample> samples)
    {
        ArgumentNullException.ThrowIfNull(network);
        if (where is null)
            return null;
        network.eval();
        return where.Find(network, samples, data, loading, policy.BatchSize);
    }
}
