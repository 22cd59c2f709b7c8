// What surely throws when the experiment is made is said.
// says: Zero.Get() always throws: it divides by zero
// says: Outside.Get() always throws: it asks for what is outside of a list of 2
// says: Empty.Get() always throws: it asks for an item of an empty list
// says: Many.Get() always throws: it asks for the only item of 2
// says: Lots.Get() always throws: 'lots' is no number
// says: Blank.Get() always throws: 'n' cannot be
// says: Three.Get() always throws: 'n' cannot be 3
namespace User;
[ConfigSection("probe")] public sealed partial record Probe : OwnMask { [Between(1, 100)] public int N { get; init; } = 5; }
internal static class Zero { private static readonly int None = 0; public static int Get() => 10 / None; public static int Perhaps(int n) => None == 0 ? n : n / None; }
internal static class Outside { private static readonly int[] Steps = [1, 2]; public static int Get() => Steps[5]; }
internal static class Empty { private static readonly int[] Steps = []; public static int Get() => Steps.First(); }
internal static class Many { private static readonly int[] Steps = [5, 6]; public static int Get() => Steps.Single(); }
internal static class Lots { private static readonly string Text = "lots"; public static int Get() => int.Parse(Text); }
internal static class Clamped { private static readonly int N = 5; public static int Get() => Math.Clamp(N, 10, 1); }
internal static class Blank { private static int Check(string n) { ArgumentException.ThrowIfNullOrWhiteSpace(n); return 5; } public static int Get() => Check(" "); }
internal static class Three { private static int Check(int n) { ArgumentOutOfRangeException.ThrowIfEqual(n, 3); return n; } public static int Get() => Check(3); }
internal static class Unasked { private static readonly int[] All = [0, 1]; public static int Get() { var never = All.Select(n => 10 / n); return never is null ? 500 : 5; } public static int First() => All.First(n => n == 0 || 10 / n > 0) + 5; }
[Experiment("zero")] public sealed partial record ZeroMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = {|CIMCIL041:Zero.Get()|} }; }
[Experiment("outside")] public sealed partial record OutsideMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = {|CIMCIL041:Outside.Get()|} }; }
[Experiment("empty")] public sealed partial record EmptyMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = {|CIMCIL041:Empty.Get()|} }; }
[Experiment("many")] public sealed partial record ManyMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = {|CIMCIL041:Many.Get()|} }; }
[Experiment("lots")] public sealed partial record LotsMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = {|CIMCIL041:Lots.Get()|} }; }
[Experiment("clamped")] public sealed partial record ClampedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = {|CIMCIL041:Clamped.Get()|} }; }
[Experiment("blank")] public sealed partial record BlankMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = {|CIMCIL041:Blank.Get()|} }; }
[Experiment("three")] public sealed partial record ThreeMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = {|CIMCIL041:Three.Get()|} }; }
[Experiment("unasked")] public sealed partial record UnaskedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Unasked.Get() }; }
[Experiment("unasked-first")] public sealed partial record UnaskedFirst : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Unasked.First() }; }
[Experiment("perhaps")] public sealed partial record Perhaps : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Zero.Perhaps(5) }; }
