// Command:  dotnet run -c Release --project src/CimCil.Cli -- run imagenet100-lfs-10-foster-cim --data PATH/TO/imagenet
// Time:     not measured
// Result:   not measured; the paper reports 77.94 average incremental top-1
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>FOSTER + CIM on ImageNet-100, learning from scratch in 10 phases.</summary>
[Experiment("imagenet100-lfs-10-foster-cim", Summary = "FOSTER + CIM on ImageNet-100, LFS N = 10")]
public sealed partial record ImageNet100Lfs10FosterCim : ImageNet100Experiment
{
    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(classes: ClassCount, phases: 10);

    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = CimMask.Paper;
}
