// A rule of the base record counts.
// problem: seed is 2: seed must be odd
namespace User;
public abstract record Middle : Base
{
    [Rule("seed must be odd")] protected static ConfigProblem? Odd(Middle m) => m.Seed % 2 == 0 ? ConfigProblem.At("seed", $"{m.Seed}", $"Use an odd one.") : null;
}
[Experiment("mine", Summary = "s")]
public sealed partial record Mine : Middle
{
    public override int Seed { get; init; } = int.Parse("2");
}
