// So does that of an unmarked base section.
// problem: x is 3: x even
namespace User;
public abstract record Middle : OwnMask { public int X { get; init; } = 3; [Rule("x even")] protected static ConfigProblem? R(Middle m) => m.X % 2 == 0 ? null : ConfigProblem.At("x", $"{m.X}", $"Even."); }
[ConfigSection("k")] public sealed partial record Leaf : Middle;
