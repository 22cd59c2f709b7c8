// Command:  dotnet run -c Release --project src/CimCil.Cli -- run shapes
// Time:     2.5 to 3.5 minutes on 2 CPU cores, the build included
// Result:   seed 1: average 82.33 (boosted), 79.75 (compressed); last 72.8, 71.0; 16.5 exemplars per class instead of 6. Three seeds: RESULTS.md
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>FOSTER + CIM on Shapes: the first thing to run.</summary>
[Experiment("shapes", Summary = "FOSTER + CIM on procedural shapes; minutes on a CPU")]
public sealed partial record Shapes : ShapesExperiment
{
    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = CimMask.Paper with
    {
        CompressionRatio = 9,
        Threshold = 0.5,
        RefreshInterval = 5,
        BatchSize = 16,
    };
}
