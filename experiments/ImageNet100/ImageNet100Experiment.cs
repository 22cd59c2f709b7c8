using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>ImageNet-100 in the paper: LUCIR's 100 classes of ImageNet-1000 and 2000 image equivalents (20 per class at the end).</summary>
public abstract record ImageNet100Experiment : PaperExperiment
{
    /// <summary>The classes that LUCIR chose.</summary>
    protected const int ClassCount = 100;

    /// <inheritdoc/>
    public override DatasetConfig Data { get; init; } = new ImageNetDataset { Classes = ImageNetClasses.Lucir100 };

    /// <inheritdoc/>
    public override MemoryConfig Memory { get; init; } = MemoryConfig.Paper;
}
