// What an accessor makes of a value counts, wherever the property keeps it.
// says: Doubled is 12: it must be from 0 to 10
// says: Started is 6: it must be from 0 to 5
// says: field is 11: it must be from 0 to 10
// says: Parted is 11: it must be from 0 to 10
namespace User;
public static class K
{
    public static double Halved { get => field / 2; } = 1.5;
    public static double Plain { get; } = 1.5;
}
[ConfigSection("own")]
public sealed partial record Own : OwnMask
{
    [Between(0, 10)] public int Doubled { get => field * 2; init; } = 3;
    [Between(5, 10)] public int Late { get => field * 2; init; } = 3;
    [Between(0, 10)] public int Clamped { get; init => field = value > 10 ? 10 : value; } = 3;
    [Between(0, 10)] public int Empty { get => field + 1; init; }
    [Between(0, 10)] public partial int Parted { get; init; }
}
public sealed partial record Own
{
    public partial int Parted { get => field + 1; init; } = 3;
}
[ConfigSection("high")]
public sealed partial record High : OwnMask
{
    [Between(0, 5)] public int Started { get => field * 2; init; } = 3;
}
[ConfigSection("named")]
public sealed partial record Named : OwnMask
{
    [Between(0, 10)] public int @field { get; init; } = 3;
}
[Experiment("mine-0")]
public sealed partial record Mine0 : Base
{
    public override MaskConfig Mask { get; init; } = {|CIMCIL003:new Own { Doubled = 6 }|};
}
[Experiment("mine-1")]
public sealed partial record Mine1 : Base
{
    public override MaskConfig Mask { get; init; } = new Own { Doubled = 5, Late = 4, Clamped = 99, Empty = 9, Parted = 9 };
}
[Experiment("mine-2")]
public sealed partial record Mine2 : Base
{
    public override MaskConfig Mask { get; init; } = {|CIMCIL003:new Own { Parted = 10 }|};
}
[Experiment("mine-3")]
public sealed partial record Mine3 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = K.Halved };
}
[Experiment("mine-4")]
public sealed partial record Mine4 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:K.Plain|} };
}
[Experiment("mine-5")]
public sealed partial record Mine5 : Base
{
    public override MaskConfig Mask { get; init; } = {|CIMCIL003:new High()|};
}
[Experiment("mine-6")]
public sealed partial record Mine6 : Base
{
    public override MaskConfig Mask { get; init; } = new Named { field = {|CIMCIL003:11|} };
}
