// What a factory of the library makes, or refuses to make, is known.
// says: memory.budget is 0 B: the memory must hold something
// says: no size of a file
// says: 'phases' cannot be 0
// says: PhasePlan.FromScratch(6, 7) makes ClassesPerPhase 0, but it must be above 0
// says: FirstPhase is not set
// says: a SHA-256 has 64 hexadecimal digits
namespace User;
[Experiment("mine-0", Summary = "s")]
public sealed partial record Mine0 : Base
{
    public override MemoryConfig Memory { get; init; } = new() { Budget = {|CIMCIL003:Budget.Images(0)|} };
}
[Experiment("mine-1", Summary = "s")]
public sealed partial record Mine1 : Base
{
    public override MemoryConfig Memory { get; init; } = new() { Budget = {|CIMCIL003:Budget.Bytes("0 B")|} };
}
[Experiment("mine-2", Summary = "s")]
public sealed partial record Mine2 : Base
{
    public override MemoryConfig Memory { get; init; } = new() { Budget = {|CIMCIL041:Budget.Bytes("lots")|} };
}
[Experiment("mine-3", Summary = "s")]
public sealed partial record Mine3 : Base
{
    public override MemoryConfig Memory { get; init; } = new() { Budget = {|CIMCIL041:Budget.Bytes("2000")|} };
}
[Experiment("mine-4", Summary = "s")]
public sealed partial record Mine4 : Base
{
    public override MemoryConfig Memory { get; init; } = new() { Budget = {|CIMCIL003:Budget.Images(double.NaN)|} };
}
[Experiment("mine-5", Summary = "s")]
public sealed partial record Mine5 : Base
{
    public override MemoryConfig Memory { get; init; } = new() { Budget = {|CIMCIL007:Budget.Bytes("16 KiB")|} };
}
[Experiment("mine-6", Summary = "s")]
public sealed partial record Mine6 : Base
{
    public override MemoryConfig Memory { get; init; } = new() { Budget = {|CIMCIL007:Budget.ImagesPerClass(0.5)|} };
}
[Experiment("mine-7", Summary = "s")]
public sealed partial record Mine7 : Base
{
    public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Bytes("64 MiB") };
}
[Experiment("mine-8", Summary = "s")]
public sealed partial record Mine8 : Base
{
    public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Images(40), BackgroundCodec = {|CIMCIL041:PixelCodec.Jpeg(0)|} };
}
[Experiment("mine-9", Summary = "s")]
public sealed partial record Mine9 : Base
{
    public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Images(40), BackgroundCodec = {|CIMCIL003:PixelCodec.Original|} };
}
[Experiment("mine-10", Summary = "s")]
public sealed partial record Mine10 : Base
{
    public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Images(40), BackgroundCodec = PixelCodec.WebP(75) };
}
[Experiment("mine-11", Summary = "s")]
public sealed partial record Mine11 : Base
{
    public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Images(40), ForegroundCodec = {|CIMCIL040:PixelCodec.Original|} };
}
[Experiment("mine-12", Summary = "s")]
public sealed partial record Mine12 : Base
{
    public override PhasePlan Phases { get; init; } = {|CIMCIL004:PhasePlan.FromScratch(6, 0)|};
}
[Experiment("mine-13", Summary = "s")]
public sealed partial record Mine13 : Base
{
    public override PhasePlan Phases { get; init; } = {|CIMCIL004:PhasePlan.FromScratch(6, 7)|};
}
[Experiment("mine-14", Summary = "s")]
public sealed partial record Mine14 : Base
{
    public override PhasePlan Phases { get; init; } = {|CIMCIL004:PhasePlan.FromHalf(6, 4)|};
}
[Experiment("mine-15", Summary = "s")]
public sealed partial record Mine15 : Base
{
    public override PhasePlan Phases { get; init; } = {|CIMCIL004:PhasePlan.FromScratch(8, 4)|};
}
[Experiment("mine-16", Summary = "s")]
public sealed partial record Mine16 : Base
{
    public override PhasePlan Phases { get; init; } = {|CIMCIL004:new() { Classes = 6 }|};
}
[Experiment("mine-17", Summary = "s")]
public sealed partial record Mine17 : Base
{
    public override PhasePlan Phases { get; init; } = new() { Classes = 6, FirstPhase = {|CIMCIL004:7|}, ClassesPerPhase = 1 };
}
[Experiment("mine-18", Summary = "s")]
public sealed partial record Mine18 : Base
{
    public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(6, 2) with { FirstPhase = {|CIMCIL004:7|} };
}
[Experiment("mine-19", Summary = "s")]
public sealed partial record Mine19 : Base
{
    public override PhasePlan Phases { get; init; } = PhasePlan.FromHalf(6, 3);
}
[Experiment("mine-20", Summary = "s")]
public sealed partial record Mine20 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { Pretrained = {|CIMCIL003:Weights.PyTorch("a.pth", "abc")|} };
}
