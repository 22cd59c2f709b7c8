// Command:  dotnet run -c Release --project src/CimCil.Cli -- run food101-lfs-5-foster-cim --data PATH/TO/food-101
// Time:     not measured
// Result:   not measured; the paper reports 76.44 average incremental top-1
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>FOSTER + CIM on Food-101, learning from scratch in 5 phases.</summary>
[Experiment("food101-lfs-5-foster-cim", Summary = "FOSTER + CIM on Food-101, LFS N = 5")]
public sealed partial record Food101Lfs5FosterCim : Food101Experiment
{
    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(classes: ClassCount, phases: 5);

    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = CimMask.Paper;
}
