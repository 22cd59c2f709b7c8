// What nobody may use any more can still be read.
// lists: mine
namespace User;
[Obsolete("", true)]
[Experiment("mine")]
public sealed partial record Mine : Base { [Obsolete("x", true)] [Rule("x")] private static ConfigProblem? R(Base b) => null; }
[Obsolete("", true)]
[ConfigSection("a")] public sealed partial record A : OwnMask;
[ConfigSection("b")] public sealed partial record B : OwnMask { [Obsolete("use Y", true)] public int X { get; init; } = 3; [Obsolete("x", true), Rule("x")] private static ConfigProblem? R(B b) => null; }
[ConfigSection("c")] public partial record C : OwnMask { [Obsolete("use Y", true)] public int X { get; init; } = 3; public IReadOnlyList<int> L { get; init; } = []; }
