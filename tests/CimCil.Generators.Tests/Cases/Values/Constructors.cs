// A constructor counts: what it breaks is an error, and what it mends is none.
// says: Threshold is 1.5: it must be from 0 to 1
// says: phases.classes is 8: the phases must cover the classes of the dataset.
namespace User;
public abstract record Mended : Base
{
    public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(8, 4);
    protected Mended() => Phases = PhasePlan.FromScratch(6, 3);
}
public abstract record Broken : Base
{
    protected Broken() => Phases = PhasePlan.FromScratch(8, 4);
}
public abstract record Given : Base
{
    protected Given(int classes) => Phases = PhasePlan.FromScratch(classes, 2);
}
[Experiment("mine-0", Summary = "s")]
public sealed partial record Mine0 : Base
{
    public Mine0() { Phases = {|CIMCIL004:PhasePlan.FromScratch(8, 4)|}; }
}
[Experiment("mine-1", Summary = "s")]
public sealed partial record Mine1 : Base
{
    public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(8, 4);
    public Mine1() { Phases = PhasePlan.FromScratch(6, 3); }
}
[Experiment("mine-2", Summary = "s")]
public sealed partial record Mine2 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = 1.5 };
    public Mine2() => Mask = CimMask.Paper;
}
[Experiment("mine-3", Summary = "s")]
public sealed partial record Mine3 : Base
{
    public Mine3() => Mask = (CimMask)Mask with { Threshold = {|CIMCIL003:1.5|} };
}
[Experiment("mine-4", Summary = "s")]
public sealed partial record Mine4 : Base
{
    public Mine4()
    {
        var mask = CimMask.Paper with { Threshold = 1.5 };
        mask = mask with { Threshold = 0.5 };
        Mask = mask;
    }
}
[Experiment("mine-5", Summary = "s")]
public sealed partial record Mine5 : Base
{
    public Mine5()
    {
        var rate = 1.5;
        if (rate > 1)
            Mask = CimMask.Paper with { Threshold = {|CIMCIL003:rate|} };
    }
}
[Experiment("mine-6", Summary = "s")]
public sealed partial record Mine6 : Base
{
    public Mine6()
    {
        if (Environment.ProcessorCount < 0)
            Mask = CimMask.Paper with { Threshold = 1.5 };
    }
}
[Experiment("mine-7", Summary = "s")]
public sealed partial record Mine7 : Base
{
    public Mine7() {|CIMCIL003:: this(1.5)|} { }
    private Mine7(double threshold) => Mask = CimMask.Paper with { Threshold = threshold };
}
[Experiment("mine-8", Summary = "s")]
public sealed partial record Mine8 : Base
{
    public Mine8()
    {
        foreach (var step in new[] { 1, 2, 3 })
            Seed = {|CIMCIL003:Seed - step|};
    }
}
[Experiment("mine-9", Summary = "s")]
public sealed partial record Mine9 : Base
{
    private readonly double _threshold = 1.5;
    public Mine9() => Mask = CimMask.Paper with { Threshold = {|CIMCIL003:_threshold|} };
}
[Experiment("mine-a", Summary = "s")]
public sealed partial record MineA : Mended;
[Experiment("mine-b", Summary = "s")]
public sealed partial record {|CIMCIL004:MineB|} : Broken;
[Experiment("mine-c", Summary = "s")]
public sealed partial record MineC : Broken
{
    public MineC() => Phases = PhasePlan.FromScratch(6, 3);
}
[Experiment("mine-d", Summary = "s")]
public sealed partial record {|CIMCIL004:MineD|} : Broken
{
    public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(6, 3);
}
[Experiment("mine-e", Summary = "s")]
public sealed partial record MineE : Given
{
    public MineE() {|CIMCIL004:: base(8)|} { }
}
[Experiment("mine-f", Summary = "s")]
public sealed partial record MineF : Given
{
    public MineF() : base(6) { }
}
