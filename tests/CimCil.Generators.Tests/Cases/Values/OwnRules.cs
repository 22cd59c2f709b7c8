// A rule of one's own is asked with all that its attribute is given.
// says: Chosen is 3: it must be one of some
// says: Odd is 4: it must be in steps of 2
namespace User;
public sealed class OneOfAttribute(params double[] all) : ValueRuleAttribute
{
    public string? Note { get; set; }
    public Type? Kind { get; set; }
    public DayOfWeek[]? Days { get; set; }
    public override string Words => "one of some";
    public override bool Allows(double number) => all.Contains(number);
}
public abstract class ShiftedAttribute : ValueRuleAttribute
{
    public int Offset { get; set; }
}
public sealed class StepsAttribute(int size) : ShiftedAttribute
{
    public override string Words => $"in steps of {size}";
    public override bool Allows(double number) => (number - Offset) % size == 0;
}
[ConfigSection("own")]
public sealed partial record Own : OwnMask
{
    [OneOf(1, 2.5, double.PositiveInfinity, Note = "a\"b\\\n", Kind = typeof(List<>), Days = [DayOfWeek.Friday])] public double Chosen { get; init; } = 1;
    [Steps(2, Offset = 1)] public int Odd { get; init; } = 3;
    [Steps(2)] public int Even { get; init; } = 4;
}
[Experiment("mine-0")] public sealed partial record Mine0 : Base { public override MaskConfig Mask { get; init; } = new Own { Chosen = 2.5, Odd = 5 }; }
[Experiment("mine-1")] public sealed partial record Mine1 : Base { public override MaskConfig Mask { get; init; } = new Own { Chosen = {|CIMCIL003:3|} }; }
[Experiment("mine-2")] public sealed partial record Mine2 : Base { public override MaskConfig Mask { get; init; } = new Own { Odd = {|CIMCIL003:4|} }; }
