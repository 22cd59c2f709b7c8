// Command:  dotnet run -c Release --project src/CimCil.Cli -- run imagenet100-lfh-5-foster-cim --data PATH/TO/imagenet
// Time:     not measured
// Result:   not measured; the paper reports 80.93 average incremental top-1
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>FOSTER + CIM on ImageNet-100, learning from half, then 5 phases.</summary>
[Experiment("imagenet100-lfh-5-foster-cim", Summary = "FOSTER + CIM on ImageNet-100, LFH N = 5")]
public sealed partial record ImageNet100Lfh5FosterCim : ImageNet100Experiment
{
    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = PhasePlan.FromHalf(classes: ClassCount, phases: 5);

    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = CimMask.Paper;
}
