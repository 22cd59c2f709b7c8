// Command:  dotnet run -c Release --project src/CimCil.Cli -- run food101-lfs-10-foster-cim --data PATH/TO/food-101
// Time:     not measured
// Result:   not measured; the paper reports 74.85 average incremental top-1
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>FOSTER + CIM on Food-101, learning from scratch in 10 phases.</summary>
[Experiment("food101-lfs-10-foster-cim", Summary = "FOSTER + CIM on Food-101, LFS N = 10")]
public sealed partial record Food101Lfs10FosterCim : Food101Experiment
{
    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(classes: ClassCount, phases: 10);

    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = CimMask.Paper;
}
