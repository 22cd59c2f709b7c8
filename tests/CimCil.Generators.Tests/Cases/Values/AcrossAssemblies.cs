// Values and rules of a referenced project are known, although nothing but its metadata is there.
// says: Threshold is 1.5: it must be from 0 to 1
// says: mask.low is 7: low is at most high. Use 3.
// says: Steps is 5: it must be even
namespace Shared;
public sealed class EvenAttribute : ValueRuleAttribute
{
    public override string Words => "even";
    public override bool Allows(double number) => number % 2 == 0;
}
[ConfigSection("own")]
public sealed partial record Own : MaskConfig
{
    /// <inheritdoc/>
    public override CimCil.Masking.MaskPolicy CreatePolicy() => CimCil.Masking.MaskPolicy.Whole;

    public int Low { get; init; } = 1;
    public int High { get; init; } = 3;
    [Even] public int Steps { get; init; } = 4;
    public static Own Narrow => new() { High = 1 };
    public static Own Of(int low) => new() { Low = Shift(low) };
    private static int Shift(int low) => low + 6;
    [Rule("low is at most high")]
    private static ConfigProblem? Ordered(Own mask) => mask.Low <= mask.High ? null : ConfigProblem.At("low", $"{mask.Low}", $"Use {mask.High}.");
}
public static class Defaults
{
    public static double Threshold => 1.5;
}
public abstract record SharedBase : User.Base
{
    protected static readonly double Tau = 1.5;
    protected SharedBase() => Phases = PhasePlan.FromScratch(8, 4);
}
public abstract record SharedGiven : User.Base
{
    protected SharedGiven(int classes) => Phases = PhasePlan.FromScratch(classes, 2);
}
//// project Program
namespace Program;
using Shared;
[Experiment("first", Summary = "s")]
public sealed partial record {|CIMCIL004:First|} : SharedBase;
[Experiment("second", Summary = "s")]
public sealed partial record Second : SharedBase
{
    public Second() => Phases = PhasePlan.FromScratch(6, 3);
}
[Experiment("third", Summary = "s")]
public sealed partial record Third : SharedGiven
{
    public Third() {|CIMCIL004:: base(8)|} { }
}
[Experiment("fourth", Summary = "s")]
public sealed partial record Fourth : User.Base
{
    public override MaskConfig Mask { get; init; } = new Own { Low = {|CIMCIL040:7|} };
}
[Experiment("fifth", Summary = "s")]
public sealed partial record Fifth : User.Base
{
    public override MaskConfig Mask { get; init; } = {|CIMCIL040:Own.Of(1)|};
}
[Experiment("sixth", Summary = "s")]
public sealed partial record Sixth : User.Base
{
    public override MaskConfig Mask { get; init; } = Own.Narrow with { Steps = {|CIMCIL003:5|} };
}
[Experiment("seventh", Summary = "s")]
public sealed partial record Seventh : SharedBase
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:Tau|} };
    public Seventh() => Phases = PhasePlan.FromScratch(6, 3);
}
