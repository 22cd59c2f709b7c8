// Sections, rules and values of one's own are run like those of the library.
// says: Steps is 5: it must be even
// says: mask.low is 7: low is at most high. Use 3.
// says: seed is 2: the seed is odd. Use 3.
// says: Cells is 12: it must be a power of two
namespace User;
public sealed class EvenAttribute : ValueRuleAttribute
{
    public override string Words => "even";
    public override bool Allows(double number) => number % 2 == 0;
}
public abstract record Mid : MaskConfig
{
    /// <inheritdoc/>
    public override CimCil.Masking.MaskPolicy CreatePolicy() => CimCil.Masking.MaskPolicy.Whole;

    public int Low { get; init; } = 1;
    public int High { get; init; } = 3;
}
[ConfigSection("own")]
public sealed partial record Own : Mid
{
    [Even] public int Steps { get; init; } = 4;
    [Even] public int Odd { get; init; } = {|CIMCIL003:3|};
    [NotEmpty] public string Title { get; init; } = "x";
    [PowerOfTwo] public int Cells { get; init; } = 8;
}
[ConfigSection("sound")]
public sealed partial record Sound : Mid
{
    [Rule("low is at most high")]
    private static ConfigProblem? Ordered(Sound mask) => mask.Low <= mask.High ? null : ConfigProblem.At("low", $"{mask.Low}", $"Use {mask.High}.");
    [Even] public int Steps { get; init; } = 4;
    [NotEmpty] public string Title { get; init; } = "x";
    [PowerOfTwo] public int Cells { get; init; } = 8;
}
[ConfigSection("five")]
public sealed partial record FiveClasses : DatasetConfig
{
    /// <inheritdoc/>
    protected override CimCil.Data.Dataset CreateDataset() => throw new NotSupportedException();

    public override int? ExpectedClassCount => 5;
}
[Experiment("mine-0", Summary = "s")]
public sealed partial record Mine0 : Base
{
    public override MaskConfig Mask { get; init; } = new Sound { Steps = {|CIMCIL003:5|} };
}
[Experiment("mine-1", Summary = "s")]
public sealed partial record Mine1 : Base
{
    public override MaskConfig Mask { get; init; } = new Sound { Low = {|CIMCIL040:7|} };
}
[Experiment("mine-2", Summary = "s")]
public sealed partial record Mine2 : Base
{
    public override MaskConfig Mask { get; init; } = new Sound { Title = {|CIMCIL003:""|} };
}
[Experiment("mine-3", Summary = "s")]
public sealed partial record Mine3 : Base
{
    public override MaskConfig Mask { get; init; } = new Sound { Cells = {|CIMCIL003:12|} };
}
[Experiment("mine-4", Summary = "s")]
public sealed partial record Mine4 : Base
{
    public override MaskConfig Mask { get; init; } = new Sound { Low = 2, High = 2, Steps = 2 };
}
[Experiment("mine-5", Summary = "s")]
public sealed partial record Mine5 : Base
{
    public override DatasetConfig Data { get; init; } = {|CIMCIL004:new FiveClasses { ImageSide = 64, TestResize = 64 }|};
}
[Experiment("mine-6", Summary = "s")]
public sealed partial record Mine6 : Base
{
    public override int Seed { get; init; } = {|CIMCIL003:2|};
    [Rule("the seed is odd")] private static ConfigProblem? OddSeed(Mine6 mine) => mine.Seed % 2 == 1 ? null : ConfigProblem.At("seed", $"{mine.Seed}", $"Use {mine.Seed + 1}.");
}
