// Rules count wherever they stand: in a base, in another part, in an unmarked section.
// says: seed is 2: the seed is odd. Use an odd one.
// says: mask.low is 7: low is at most high. Use 3.
namespace User;
public abstract record Middle : Base
{
    [Rule("the seed is odd")] protected static ConfigProblem? Odd(Middle mine) => mine.Seed % 2 == 0 ? ConfigProblem.At("seed", $"{mine.Seed}", $"Use an odd one.") : null;
}
[Experiment("mine", Summary = "s")]
public sealed partial record Mine : Middle
{
    public override int Seed { get; init; } = {|CIMCIL003:2|};
}
[Experiment("other", Summary = "s")]
public sealed partial record Other : Middle
{
    public override int Seed { get; init; } = 3;
    public override MaskConfig Mask { get; init; } = new Own { Low = {|CIMCIL040:7|} };
}
public abstract record Unmarked : MaskConfig
{
    /// <inheritdoc/>
    public override CimCil.Masking.MaskPolicy CreatePolicy() => CimCil.Masking.MaskPolicy.Whole;

    public int Low { get; init; } = 1;
    public int High { get; init; } = 3;
    [Rule("low is at most high")]
    protected static ConfigProblem? Ordered(Unmarked mask) => mask.Low <= mask.High ? null : ConfigProblem.At("low", $"{mask.Low}", $"Use {mask.High}.");
}
[ConfigSection("own")]
public sealed partial record Own : Unmarked;
//// file Part.cs
namespace User;
[Experiment("parts", Summary = "s")]
public sealed partial record Parts : Base;
public sealed partial record Parts
{
    [Rule("the seed is odd")] private static ConfigProblem? Odd(Parts mine) => mine.Seed % 2 == 0 ? ConfigProblem.At("seed", $"{mine.Seed}", $"Use an odd one.") : null;
    public override int Seed { get; init; } = {|CIMCIL003:2|};
}
