// What nobody may use any more can still be read.
// lists: in-old, mine
namespace User;
[Obsolete("", true)]
[Experiment("mine")]
public sealed partial record Mine : Base { [Obsolete("x", true)] [Rule("x")] private static ConfigProblem? R(Base b) => null; }
[Obsolete("", true)]
[ConfigSection("a")] public sealed partial record A : OwnMask;
[ConfigSection("b")] public sealed partial record B : OwnMask { [Obsolete("use Y", true)] public int X { get; init; } = 3; [Obsolete("x", true), Rule("x")] private static ConfigProblem? R(B b) => null; }
[ConfigSection("c")] public partial record C : OwnMask { [Obsolete("use Y", true)] public int X { get; init; } = 3; public IReadOnlyList<int> L { get; init; } = []; }
[Obsolete("x", true)] public static partial class OldBox { [Experiment("in-old")] public sealed partial record Mine : Base; [ConfigSection("in-old")] public sealed partial record Inner : OwnMask; }
public enum Level { Low, [Obsolete("x", true)] Mid, High }
[ConfigSection("levels")] public sealed partial record LevelList : OwnMask { public IReadOnlyList<Level> Levels { get; init; } = [Level.Low]; }
[SettingFormat("n")] public readonly struct Num { [Obsolete("x", true)] public static bool TryParse(string text, out Num value) { value = default; return true; } public override string ToString() => "n"; }
[ConfigSection("num")] public sealed partial record NumMask : OwnMask { public Num N { get; init; } public IReadOnlyList<Num> All { get; init; } = []; }
[ConfigSection] public abstract partial record ListRoot : OwnMask { [Obsolete("x", true)] public int Gone { get; init; } = 1; }
public abstract record ListMid : ListRoot { public IReadOnlyList<int> Items { get; init; } = [1]; }
[ConfigSection("leaf")] public sealed partial record ListLeaf : ListMid;
