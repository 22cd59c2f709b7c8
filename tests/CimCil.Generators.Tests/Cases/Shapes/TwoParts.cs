// A rule in another part counts.
// problem: seed is 2: seed must be odd
namespace User;
[Experiment("mine", Summary = "s")]
public sealed partial record Mine : Base;
//// file Other.cs
namespace User;
public sealed partial record Mine
{
    [Rule("seed must be odd")] private static ConfigProblem? Odd(Mine m) => m.Seed % 2 == 0 ? ConfigProblem.At("seed", $"{m.Seed}", $"Use an odd one.") : null;
    public override int Seed { get; init; } = int.Parse("2");
}
