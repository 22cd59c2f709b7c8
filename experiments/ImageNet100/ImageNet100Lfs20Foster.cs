// Command:  dotnet run -c Release --project src/CimCil.Cli -- run imagenet100-lfs-20-foster --data PATH/TO/imagenet
// Time:     not measured
// Result:   not measured; the paper reports 74.49 average incremental top-1
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>FOSTER on ImageNet-100, learning from scratch in 20 phases.</summary>
[Experiment("imagenet100-lfs-20-foster", Summary = "FOSTER on ImageNet-100, LFS N = 20")]
public sealed partial record ImageNet100Lfs20Foster : ImageNet100Experiment
{
    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(classes: ClassCount, phases: 20);

    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = new FullImages();
}
