// Command:  dotnet run -c Release --project src/CimCil.Cli -- run imagenet100-lfh-10-foster --data PATH/TO/imagenet
// Time:     not measured
// Result:   not measured; the paper reports 77.54 average incremental top-1
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>FOSTER on ImageNet-100, learning from half, then 10 phases.</summary>
[Experiment("imagenet100-lfh-10-foster", Summary = "FOSTER on ImageNet-100, LFH N = 10")]
public sealed partial record ImageNet100Lfh10Foster : ImageNet100Experiment
{
    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = PhasePlan.FromHalf(classes: ClassCount, phases: 10);

    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = new FullImages();
}
