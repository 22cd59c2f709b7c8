// Command:  dotnet run -c Release --project src/CimCil.Cli -- run imagenet100-lfh-25-foster-cim --data PATH/TO/imagenet
// Time:     not measured
// Result:   not measured; the paper reports 75.74 average incremental top-1
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>FOSTER + CIM on ImageNet-100, learning from half, then 25 phases.</summary>
[Experiment("imagenet100-lfh-25-foster-cim", Summary = "FOSTER + CIM on ImageNet-100, LFH N = 25")]
public sealed partial record ImageNet100Lfh25FosterCim : ImageNet100Experiment
{
    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = PhasePlan.FromHalf(classes: ClassCount, phases: 25);

    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = CimMask.Paper;
}
