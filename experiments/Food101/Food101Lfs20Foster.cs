// Command:  dotnet run -c Release --project src/CimCil.Cli -- run food101-lfs-20-foster --data PATH/TO/food-101
// Time:     not measured
// Result:   not measured; the paper reports 66.73 average incremental top-1
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>FOSTER on Food-101, learning from scratch in 20 phases.</summary>
[Experiment("food101-lfs-20-foster", Summary = "FOSTER on Food-101, LFS N = 20")]
public sealed partial record Food101Lfs20Foster : Food101Experiment
{
    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(classes: ClassCount, phases: 20);

    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = new FullImages();
}
