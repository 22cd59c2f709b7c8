using CimCil.Configuration;
using CimCil.Data;
using CimCil.Evaluation;
using CimCil.Exemplars;

namespace CimCil.Runs;

/// <summary>What a phase ended with.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Scores">The scores by the name of the scored network.</param>
/// <param name="Memory">What the exemplar memory holds.</param>
/// <param name="Budget">What it may hold, in image equivalents or in bytes of its file (<see cref="BudgetUnit"/>).</param>
/// <param name="Boxes">What is known of the new images' boxes; null when the policy has none.</param>
/// <param name="Elapsed">Time of the whole phase.</param>
public sealed record PhaseResult(
    Phase Phase,
    IReadOnlyDictionary<string, NetworkScores> Scores,
    MemoryUsage Memory,
    double Budget,
    BoxResult? Boxes,
    TimeSpan Elapsed)
{
    /// <summary>The deployed network's name among the scored ones.</summary>
    public string Deployed { get; init; } = "";

    /// <summary>The heads that answer for the scored networks, where they are others than the classifier.</summary>
    public IReadOnlyDictionary<string, string> Heads { get; init; } = new Dictionary<string, string>();

    /// <summary>What <see cref="Budget"/> counts.</summary>
    public BudgetUnit BudgetUnit { get; init; } = BudgetUnit.Images;

    /// <summary>What counts against the budget, in its unit.</summary>
    public double BudgetUsed => BudgetUnit == BudgetUnit.Bytes ? Memory.FileByteCount : Memory.ImageEquivalents;

    /// <summary>The part of the budget that is used, in percent.</summary>
    public double BudgetUsePercent => Budget > 0 ? 100 * BudgetUsed / Budget : 0;

    /// <summary>Mean exemplars per class seen.</summary>
    public double ExemplarsPerClass => (double)Memory.ExemplarCount / Phase.SeenClassCount;
}

/// <summary>The boxes of a phase's new training images, found with the phase's final network.</summary>
/// <param name="MeanShare">Mean share of the image.</param>
/// <param name="TrueBoxCoverage">Mean share of the true object box that is covered; null where no true box is known.</param>
/// <param name="FlatCount">Images whose heatmap holds no evidence, which are kept whole.</param>
/// <param name="PlainCoverage">As <paramref name="TrueBoxCoverage"/> for the boxes of the plain class activation map of the same network.</param>
/// <param name="PlainShare">As <paramref name="MeanShare"/> for those boxes.</param>
public sealed record BoxResult(double MeanShare, double? TrueBoxCoverage, int FlatCount, double? PlainCoverage, double? PlainShare)
{
    /// <summary>tau, which a policy may choose phase by phase; null where no heatmap is used.</summary>
    public double? Threshold { get; init; }
}
