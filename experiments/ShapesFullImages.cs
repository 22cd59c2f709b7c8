// Command:  dotnet run -c Release --project src/CimCil.Cli -- run shapes-full-images
// Time:     1 minute on 2 CPU cores
// Result:   seed 1: average 81.73 (boosted), 72.72 (compressed); last 66.6, 51.8; 6 exemplars per class. Three seeds: RESULTS.md
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>The baseline of <see cref="Shapes"/>: the same budget spent on full images.</summary>
[Experiment("shapes-full-images", Summary = "FOSTER with full exemplars on procedural shapes: the baseline of shapes")]
public sealed partial record ShapesFullImages : ShapesExperiment
{
    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = new FullImages();
}
