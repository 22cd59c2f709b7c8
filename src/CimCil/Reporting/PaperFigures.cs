namespace CimCil.Reporting;

/// <summary>What the paper reports for an experiment, top-1 in percent (tables of Luo, Liu, Schiele, Sun, CVPR 2023). It prints no figures phase by phase.</summary>
/// <param name="Average">Average incremental accuracy.</param>
/// <param name="Last">Last accuracy, where it is given.</param>
internal sealed record PaperFigures(double Average, double? Last)
{
    private static readonly Dictionary<string, PaperFigures> ByExperiment = new(StringComparer.Ordinal)
    {
        ["food101-lfs-5-foster"] = new(75.03, null),
        ["food101-lfs-5-foster-cim"] = new(76.44, null),
        ["food101-lfs-10-foster"] = new(72.72, null),
        ["food101-lfs-10-foster-cim"] = new(74.85, null),
        ["food101-lfs-20-foster"] = new(66.73, null),
        ["food101-lfs-20-foster-cim"] = new(70.20, null),
        ["food101-lfh-5-foster"] = new(79.08, null),
        ["food101-lfh-5-foster-cim"] = new(79.76, null),
        ["food101-lfh-10-foster"] = new(75.07, null),
        ["food101-lfh-10-foster-cim"] = new(76.86, null),
        ["food101-lfh-25-foster"] = new(68.08, null),
        ["food101-lfh-25-foster-cim"] = new(70.50, null),
        ["imagenet100-lfs-5-foster"] = new(79.93, null),
        ["imagenet100-lfs-5-foster-cim"] = new(80.58, null),
        ["imagenet100-lfs-10-foster"] = new(76.55, null),
        ["imagenet100-lfs-10-foster-cim"] = new(77.94, null),
        ["imagenet100-lfs-20-foster"] = new(74.49, null),
        ["imagenet100-lfs-20-foster-cim"] = new(75.23, null),
        ["imagenet100-lfh-5-foster"] = new(80.07, null),
        ["imagenet100-lfh-5-foster-cim"] = new(80.93, null),
        ["imagenet100-lfh-10-foster"] = new(77.54, null),
        ["imagenet100-lfh-10-foster-cim"] = new(78.66, null),
        ["imagenet100-lfh-25-foster"] = new(72.40, null),
        ["imagenet100-lfh-25-foster-cim"] = new(75.74, null),
        ["imagenet1000-lfs-5-20k-foster"] = new(69.21, 64.88),
        ["imagenet1000-lfs-5-20k-foster-cim"] = new(69.93, 66.05),
        ["imagenet1000-lfs-10-20k-foster"] = new(68.34, 60.14),
        ["imagenet1000-lfs-10-20k-foster-cim"] = new(69.53, 62.07),
        ["imagenet1000-lfs-5-5k-foster"] = new(57.19, 49.42),
        ["imagenet1000-lfs-5-5k-foster-cim"] = new(61.37, 54.46),
        ["imagenet1000-lfs-10-5k-foster"] = new(54.72, 44.96),
        ["imagenet1000-lfs-10-5k-foster-cim"] = new(59.48, 50.83),
    };

    /// <summary>The paper's figures for an experiment with its own settings; null when it has none.</summary>
    /// <param name="experiment">The name of the experiment.</param>
    public static PaperFigures? Of(string experiment) => ByExperiment.GetValueOrDefault(experiment);
}
