// Command:  dotnet run -c Release --project src/CimCil.Cli -- run shapes-full-images
// Time:     not measured
// Result:   not measured; see RESULTS.md
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>The baseline of <see cref="Shapes"/>: the same budget spent on full images.</summary>
[Experiment("shapes-full-images", Summary = "FOSTER with full exemplars on procedural shapes: the baseline of shapes")]
public sealed partial record ShapesFullImages : ShapesExperiment
{
    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = new FullImages();
}
