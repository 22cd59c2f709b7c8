// Command:  dotnet run -c Release --project src/CimCil.Cli -- run imagenet1000-lfs-10-20k-foster-cim --data PATH/TO/imagenet
// Time:     not measured
// Result:   not measured; the paper reports 69.53 average incremental top-1, 62.07 last
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>FOSTER + CIM on ImageNet-1000, learning from scratch in 10 phases, with 20000 image equivalents.</summary>
[Experiment("imagenet1000-lfs-10-20k-foster-cim", Summary = "FOSTER + CIM on ImageNet-1000, LFS N = 10, M = 20k")]
public sealed partial record ImageNet1000Lfs10M20kFosterCim : ImageNet1000Experiment
{
    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(classes: ClassCount, phases: 10);

    /// <inheritdoc/>
    public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Images(20000) };

    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = CimMask.Paper;
}
