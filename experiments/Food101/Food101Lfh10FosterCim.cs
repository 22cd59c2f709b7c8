// Command:  dotnet run -c Release --project src/CimCil.Cli -- run food101-lfh-10-foster-cim --data PATH/TO/food-101
// Time:     not measured
// Result:   not measured; the paper reports 76.86 average incremental top-1
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>FOSTER + CIM on Food-101, learning from half, then 10 phases.</summary>
[Experiment("food101-lfh-10-foster-cim", Summary = "FOSTER + CIM on Food-101, LFH N = 10")]
public sealed partial record Food101Lfh10FosterCim : Food101Experiment
{
    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = PhasePlan.FromHalf(classes: ClassCount, phases: 10);

    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = CimMask.Paper;
}
