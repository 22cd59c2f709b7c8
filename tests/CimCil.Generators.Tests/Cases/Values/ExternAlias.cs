// What is referenced by an alias alone is known like everything else, and can be named and registered.
// lists: far, fourth, mine, other, third
namespace Lib;
[ConfigSection("first")] public sealed partial record First : User.OwnMask;
//// project Second as lib1
public abstract record SeedBase : User.Base { public override int Seed { get; init; } = 7; }
[Experiment("far")] public sealed partial record Far : SeedBase;
public enum Level { Low, High }
public sealed class EvenAttribute : ValueRuleAttribute { public override string Words => "even"; public override bool Allows(double number) => number % 2 == 0; }
[ConfigSection] public abstract partial record Marked : User.OwnMask { public int Count { get; init; } = 2; }
public abstract record Unmarked : User.OwnMask
{
    [Even] public int Steps { get; init; } = 2;
    public Level Level { get; init; }
    public IReadOnlyList<Level> Levels { get; init; } = [];
    [Rule("steps is small")] protected static ConfigProblem? Small(Unmarked mask) => mask.Steps < 100 ? null : ConfigProblem.At("steps", $"{mask.Steps}", $"Use 98.");
}
//// project Program
extern alias lib1;
[Experiment("mine")] public sealed partial record Mine : lib1::SeedBase;
[Experiment("other")] public sealed partial record Other : User.Base;
[ConfigSection("kept")] public sealed partial record Kept : lib1::Marked { public IReadOnlyList<int> Items { get; init; } = [1]; }
[ConfigSection("plain")] public sealed partial record Plain : lib1::Unmarked { public lib1::Level Second { get; init; } }
[Experiment("third")] public sealed partial record Third : User.Base { public override MaskConfig Mask { get; init; } = new Kept { Count = 3 }; }
[Experiment("fourth")] public sealed partial record Fourth : User.Base { public override MaskConfig Mask { get; init; } = new Plain { Steps = 4 }; }
