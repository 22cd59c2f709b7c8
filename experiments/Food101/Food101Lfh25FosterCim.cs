// Command:  dotnet run -c Release --project src/CimCil.Cli -- run food101-lfh-25-foster-cim --data PATH/TO/food-101
// Time:     not measured
// Result:   not measured; the paper reports 70.50 average incremental top-1
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>FOSTER + CIM on Food-101, learning from half, then 25 phases.</summary>
[Experiment("food101-lfh-25-foster-cim", Summary = "FOSTER + CIM on Food-101, LFH N = 25")]
public sealed partial record Food101Lfh25FosterCim : Food101Experiment
{
    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = PhasePlan.FromHalf(classes: ClassCount, phases: 25);

    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = CimMask.Paper;
}
