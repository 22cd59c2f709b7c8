using CimCil.Masking;
using CimCil.Networks;

namespace CimCil.Configuration;

/// <summary>
/// A box from the plain class activation map, whose threshold tau is chosen anew whenever a phase's boxes are computed: the candidate
/// whose boxes take, in the mean over the phase's new images, the share of the image that comes nearest to a target (ablation row 7). So
/// every phase's exemplars cost about the same, however sharp its heatmaps are. The paper does not say how tau is chosen; this is our
/// definition.
/// </summary>
[ConfigSection("phase-wise-threshold")]
public sealed partial record PhaseWiseThreshold : BoxMaskConfig
{
    /// <summary>The candidates for tau.</summary>
    [NotEmpty]
    [Between(0, 1)]
    public IReadOnlyList<double> Thresholds { get; init; } = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8];

    /// <summary>The mean box share that is aimed at; 0.36 is what the paper's figures imply.</summary>
    [Between(0, 1)]
    public double TargetBoxShare { get; init; } = 0.36;

    /// <summary>Which pixel a cell of the heatmap is laid over; <c>centred</c> undoes the displacement that strides cause.</summary>
    public HeatmapAlignment HeatmapAlignment { get; init; } = HeatmapAlignment.AsEnlarged;

    /// <inheritdoc/>
    public override MaskPolicy CreatePolicy() => PolicyWith(new HeatmapBoxes(ActivationPath.Relu, Thresholds, TargetBoxShare, HeatmapAlignment));

    [Rule("candidates rise")]
    private static ConfigProblem? ThresholdsRise(PhaseWiseThreshold mask)
    {
        for (var i = 1; i < mask.Thresholds.Count; i++)
        {
            if (mask.Thresholds[i] <= mask.Thresholds[i - 1])
                return ConfigProblem.At("thresholds", $"{mask.Thresholds[i]} after {mask.Thresholds[i - 1]}", $"Name each candidate once, the smallest first.");
        }
        return null;
    }
}
