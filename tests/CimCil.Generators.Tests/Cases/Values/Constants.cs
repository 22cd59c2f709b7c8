// A value that another member always has breaks the rule as if it were written here.
// says: Threshold is 1.5: it must be from 0 to 1
// says: Threshold is NaN: it must be a finite number
// says: Threshold is 2: it must be from 0 to 1
namespace User;
public static class K
{
    public const double Constant = 1.5;
    public static readonly double Field = 1.5;
    public static readonly double Sum = Field + Constant;
    public static double GetOnly { get; } = 1.5;
    public static double Arrow => Field / 1;
    public static double Getter { get { return 2 * Field; } }
    public static readonly CimMask Preset = CimMask.Paper with { LearningRate = 0.02 };
    public static double Twice(double number) => 2 * number;
    public static double Larger(double first, double second)
    {
        if (first > second)
            return first;
        return second;
    }
}
[Experiment("mine-0", Summary = "s")]
public sealed partial record Mine0 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:K.Constant|} };
}
[Experiment("mine-1", Summary = "s")]
public sealed partial record Mine1 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:K.Field|} };
}
[Experiment("mine-2", Summary = "s")]
public sealed partial record Mine2 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:K.Sum|} };
}
[Experiment("mine-3", Summary = "s")]
public sealed partial record Mine3 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:K.GetOnly|} };
}
[Experiment("mine-4", Summary = "s")]
public sealed partial record Mine4 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:K.Arrow|} };
}
[Experiment("mine-5", Summary = "s")]
public sealed partial record Mine5 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:K.Getter|} };
}
[Experiment("mine-6", Summary = "s")]
public sealed partial record Mine6 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:K.Twice(0.75)|} };
}
[Experiment("mine-7", Summary = "s")]
public sealed partial record Mine7 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:K.Larger(0.5, 1.5)|} };
}
[Experiment("mine-8", Summary = "s")]
public sealed partial record Mine8 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:Math.Sqrt(4)|} };
}
[Experiment("mine-9", Summary = "s")]
public sealed partial record Mine9 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:Math.Max(1.5, 0.5)|} };
}
[Experiment("mine-10", Summary = "s")]
public sealed partial record Mine10 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:CimMask.Paper.Threshold + 1|} };
}
[Experiment("mine-11", Summary = "s")]
public sealed partial record Mine11 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:K.Preset.Threshold * 2|} };
}
[Experiment("mine-12", Summary = "s")]
public sealed partial record Mine12 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:(double)3 / 2|} };
}
[Experiment("mine-13", Summary = "s")]
public sealed partial record Mine13 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:double.NaN|} };
}
[Experiment("mine-14", Summary = "s")]
public sealed partial record Mine14 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:double.PositiveInfinity|} };
}
[Experiment("mine-15", Summary = "s")]
public sealed partial record Mine15 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:-1|} };
}
[Experiment("mine-16", Summary = "s")]
public sealed partial record Mine16 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:1 + (K.Field > 1 ? 0.5 : -0.5)|} };
}
[Experiment("mine-17", Summary = "s")]
public sealed partial record Mine17 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:K.Field switch { > 1 => 1.5, _ => 0.5 }|} };
}
[Experiment("mine-18", Summary = "s")]
public sealed partial record Mine18 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:"abc".Length|} };
}
[Experiment("mine-19", Summary = "s")]
public sealed partial record Mine19 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:((IReadOnlyList<double>)[0.5, 1.5])[1]|} };
}
[Experiment("mine-20", Summary = "s")]
public sealed partial record Mine20 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:"1.5" is { Length: 3 } ? 1.5 : 0.5|} };
}
[Experiment("mine-21", Summary = "s")]
public sealed partial record Mine21 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:true && K.Field > 1 ? 1.5 : 0.5|} };
}
