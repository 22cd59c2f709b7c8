// Command:  dotnet run -c Release --project src/CimCil.Cli -- run imagenet100-lfh-5-foster --data PATH/TO/imagenet
// Time:     not measured
// Result:   not measured; the paper reports 80.07 average incremental top-1
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>FOSTER on ImageNet-100, learning from half, then 5 phases.</summary>
[Experiment("imagenet100-lfh-5-foster", Summary = "FOSTER on ImageNet-100, LFH N = 5")]
public sealed partial record ImageNet100Lfh5Foster : ImageNet100Experiment
{
    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = PhasePlan.FromHalf(classes: ClassCount, phases: 5);

    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = new FullImages();
}
