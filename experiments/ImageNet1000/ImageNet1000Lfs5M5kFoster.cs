// Command:  dotnet run -c Release --project src/CimCil.Cli -- run imagenet1000-lfs-5-5k-foster --data PATH/TO/imagenet
// Time:     not measured
// Result:   not measured; the paper reports 57.19 average incremental top-1, 49.42 last
using CimCil.Configuration;

namespace CimCil.Experiments;

/// <summary>FOSTER on ImageNet-1000, learning from scratch in 5 phases, with 5000 image equivalents.</summary>
[Experiment("imagenet1000-lfs-5-5k-foster", Summary = "FOSTER on ImageNet-1000, LFS N = 5, M = 5k")]
public sealed partial record ImageNet1000Lfs5M5kFoster : ImageNet1000Experiment
{
    /// <inheritdoc/>
    public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(classes: ClassCount, phases: 5);

    /// <inheritdoc/>
    public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Images(5000) };

    /// <inheritdoc/>
    public override MaskConfig Mask { get; init; } = new FullImages();
}
