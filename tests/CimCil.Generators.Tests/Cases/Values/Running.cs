// What runs late, wraps round or goes another way gives here what it gives there, or nothing is said of it.
namespace User;
[ConfigSection("probe")] public sealed partial record Probe : OwnMask { [Between(1, 100)] public int N { get; init; } = 5; }
internal static class Iterator { private static IEnumerable<int> Items(int n) { ArgumentOutOfRangeException.ThrowIfNegative(n); yield return 500; } public static int Get() { var items = Items(-1); return items is null ? 500 : 5; } }
[Experiment("iterator")] public sealed partial record IteratorMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Iterator.Get() }; }
internal static class LocalIterator { public static int Get() { var items = Items(-1); return items is null ? 500 : 5; static IEnumerable<int> Items(int n) { if (n < 0) throw new ArgumentException("n"); yield return 500; } } }
[Experiment("local-iterator")] public sealed partial record LocalIteratorMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = LocalIterator.Get() }; }
internal static class LocalTask { public static int Get() { var task = Run(-1); _ = task.Exception; return 5; static async System.Threading.Tasks.Task<int> Run(int n) { if (n < 0) throw new ArgumentException("n"); await System.Threading.Tasks.Task.Yield(); return 500; } } }
[Experiment("local-task")] public sealed partial record LocalTaskMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = LocalTask.Get() }; }
internal static class NaNPattern { private static readonly double None = double.NaN; public static int Get() => None is double.NaN ? 5 : 500; }
[Experiment("nan-pattern")] public sealed partial record NaNPatternMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = NaNPattern.Get() }; }
internal static class NaNListed { private static readonly double None = double.NaN; public static int Get() => new List<double> { 1, None }.Contains(None) ? 5 : 500; }
[Experiment("nan-listed")] public sealed partial record NaNListedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = NaNListed.Get() }; }
internal static class Jumped { public static int Get() { var n = 1; foreach (var step in new[] { 1, 2, 3 }) { if (step == 2) continue; if (step > 2) break; n += 4; } return n; } }
[Experiment("jumped")] public sealed partial record JumpedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Jumped.Get() }; }
internal static class Shadowed { public static int Get() { var n = 5; return Add(n) + n - 5; static int Add(int n) { n += 0; return n; } } }
[Experiment("shadowed")] public sealed partial record ShadowedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Shadowed.Get() }; }
internal static class Later { private sealed class Held(int n) { private int Twice { get; } = n * 2; public int Both => (n + Twice) / 3; } public static int Get() => new Held(5).Both; }
[Experiment("later")] public sealed partial record LaterMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Later.Get() }; }
internal static class Overridden { private abstract class Root { protected Root() => Seen = Value; public int Seen { get; } protected abstract int Value { get; } } private sealed class Leaf : Root { protected override int Value { get; } = 5; } public static int Get() => new Leaf().Seen; }
[Experiment("overridden")] public sealed partial record OverriddenMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Overridden.Get() }; }
internal static class Replaced { private record Root { public int N { get; init; } = 500; } private sealed record Leaf : Root { public Leaf() => N = 5; } public static int Get() => new Leaf().N; }
[Experiment("replaced")] public sealed partial record ReplacedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Replaced.Get() }; }
internal static class Assigned { private sealed class Start { public Start() { var self = this; N = 5; Copy = self.N; } public int N { get; } = 500; public int Copy { get; } } public static int Get() => new Start().Copy; }
[Experiment("assigned")] public sealed partial record AssignedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Assigned.Get() }; }
internal static class Filled { public static int Get() { Span<int> s = new[] { 500 }; s.Fill(5); return s[0]; } }
[Experiment("filled")] public sealed partial record FilledMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Filled.Get() }; }
internal static class Sorted { public static int Get() { var a = new[] { 500, 5 }; Array.Sort(a); return a[0]; } }
[Experiment("sorted")] public sealed partial record SortedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Sorted.Get() }; }
internal static class Copied { public static int Get() { var a = new[] { 500 }; var b = a; b[0] = 5; return a[0]; } }
[Experiment("copied")] public sealed partial record CopiedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Copied.Get() }; }
internal static class Unsigned { private static readonly uint One = 1; public static int Get() => One - 2u == uint.MaxValue ? 5 : 500; }
[Experiment("unsigned")] public sealed partial record UnsignedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Unsigned.Get() }; }
internal static class Wrapped { private static readonly int Big = int.MaxValue; public static int Get() => unchecked(Big + 1) < 0 ? 5 : 500; }
[Experiment("wrapped")] public sealed partial record WrappedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Wrapped.Get() }; }
internal static class Letters { private static readonly char A = 'a'; public static int Get() => (char)(A + 1) == 'b' ? 5 : 500; }
[Experiment("letters")] public sealed partial record LettersMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Letters.Get() }; }
internal static class Divided { private static readonly int Minus = -7; public static int Get() => Minus / 2 == -3 && Minus % 2 == -1 ? 5 : 500; }
[Experiment("divided")] public sealed partial record DividedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Divided.Get() }; }
internal static class Shifted { private static readonly int One = 1; public static int Get() => One << 33 == 2 ? 5 : 500; }
[Experiment("shifted")] public sealed partial record ShiftedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Shifted.Get() }; }
internal static class Tuples { public static int Get() { var (a, b) = (500, 5); (a, b) = (b, a); return a; } }
[Experiment("tuples")] public sealed partial record TuplesMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Tuples.Get() }; }
internal static class Nested { private static int Outer(int n) { return Inner() + n - n; int Inner() { n = 5; return n; } } public static int Get() => Outer(500); }
[Experiment("nested")] public sealed partial record NestedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Nested.Get() }; }
internal static class Once { private static int Count(Func<int> next) => next() + next(); public static int Get() { var n = 2; return Count(() => n++); } }
[Experiment("once")] public sealed partial record OnceMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Once.Get() }; }
internal static class Queried { public static int Get() => (from n in new[] { 1, 2 } where n > 1 select n + 3).First(); }
[Experiment("queried")] public sealed partial record QueriedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Queried.Get() }; }
internal static class Enumerated { private enum K { A = 5, B = 500 } private static K Pick(bool first) => first ? K.A : K.B; public static int Get() => (int)Pick(true); }
[Experiment("enumerated")] public sealed partial record EnumeratedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Enumerated.Get() }; }
