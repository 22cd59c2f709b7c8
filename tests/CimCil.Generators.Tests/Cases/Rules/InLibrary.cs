// A rule of a base in a referenced project counts.
// problem: seed is 2: seed must be odd
// lists: mine
namespace Lib;
public abstract record Middle : User.Base
{
    [Rule("seed must be odd")] protected static ConfigProblem? Odd(Middle m) => m.Seed % 2 == 0 ? ConfigProblem.At("seed", $"{m.Seed}", $"Use an odd one.") : null;
}
//// project App
namespace App;
[Experiment("mine")] public sealed partial record Mine : Lib.Middle { public override int Seed { get; init; } = int.Parse("2"); }
