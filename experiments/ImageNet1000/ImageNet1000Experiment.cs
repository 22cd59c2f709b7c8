using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>ImageNet-1000 in the paper: all classes, learnt from scratch.</summary>
public abstract record ImageNet1000Experiment : PaperExperiment
{
    /// <summary>All of ImageNet-1000.</summary>
    protected const int ClassCount = 1000;

    /// <inheritdoc/>
    public override DatasetConfig Data { get; init; } = new ImageNetDataset();
}
