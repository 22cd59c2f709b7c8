// A variable with two names is not followed.
namespace User;
[ConfigSection("probe")] public sealed partial record Probe : OwnMask { [Between(1, 100)] public int N { get; init; } = 5; }
internal static class Local { public static int Get() { var n = 500; ref var r = ref n; r = 5; return n; } }
[Experiment("local")] public sealed partial record LocalMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Local.Get() }; }
internal static class InAndRef { private static int F(in int x, ref int y) { y = 5; return x; } public static int Get() { var n = 500; return F(in n, ref n); } }
[Experiment("in-and-ref")] public sealed partial record InAndRefMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = InAndRef.Get() }; }
internal static class RefAndRef { private static void F(ref int x, ref int y) { x = 5; _ = y; } public static int Get() { var n = 500; F(ref n, ref n); return n; } }
[Experiment("ref-and-ref")] public sealed partial record RefAndRefMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = RefAndRef.Get() }; }
internal static class InAndOut { private static int F(in int x, out int y) { y = 5; return x; } public static int Get() { var n = 500; return F(in n, out n); } }
[Experiment("in-and-out")] public sealed partial record InAndOutMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = InAndOut.Get() }; }
internal static class OutAndOut { private static void F(out int x, out int y) { y = 500; x = 5; } public static int Get() { int n; F(out n, out n); return n; } }
[Experiment("out-and-out")] public sealed partial record OutAndOutMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = OutAndOut.Get() }; }
internal static class OutAndLambda { private static int F(out int x, Func<int> f) { x = 5; return f(); } public static int Get() { var n = 500; return F(out n, () => n); } }
[Experiment("out-and-lambda")] public sealed partial record OutAndLambdaMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = OutAndLambda.Get() }; }
internal static class Field { private struct Mark { public int X; } private static void Fix(ref int x) => x = 5; public static int Get() { var m = new Mark { X = 500 }; Fix(ref m.X); return m.X; } }
[Experiment("field")] public sealed partial record FieldMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Field.Get() }; }
internal static class Returned { private static ref int Slot(int[] row) => ref row[0]; public static int Get() { var row = new[] { 500 }; Slot(row) = 5; return row[0]; } }
[Experiment("returned")] public sealed partial record ReturnedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Returned.Get() }; }
internal static class InLoop { public static int Get() { var row = new[] { 500 }; foreach (ref var item in row.AsSpan()) item = 5; return row[0]; } }
[Experiment("in-loop")] public sealed partial record InLoopMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = InLoop.Get() }; }
internal static class Jump { public static int Get() { var n = 500; again: if (n == 5) return n; n = 5; goto again; } }
[Experiment("jump")] public sealed partial record JumpMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Jump.Get() }; }
internal static class Dynamic { public static int Get() { var n = 500; dynamic d = 1; d = n = 5; return n; } }
[Experiment("dynamic")] public sealed partial record DynamicMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Dynamic.Get() }; }
internal static class Removed { public static int Get() { var list = new List<int> { 500, 5 }; list.RemoveAll(n => n > 100); return list[0]; } }
[Experiment("removed")] public sealed partial record RemovedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Removed.Get() }; }
internal static class EachItem { public static int Get() { var n = 500; new List<int> { 5 }.ForEach(item => n = item); return n; } }
[Experiment("each-item")] public sealed partial record EachItemMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = EachItem.Get() }; }
internal static class Late { public static int Get() { var n = 500; var query = new[] { 0 }.Select(item => item + n); n = 5; return query.First(); } }
[Experiment("late")] public sealed partial record LateMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Late.Get() }; }
internal static class LateFunction { public static int Get() { var n = 500; Func<int> f = () => n; n = 5; return f(); } }
[Experiment("late-function")] public sealed partial record LateFunctionMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = LateFunction.Get() }; }
internal static class Sunk { public static int Get() { var n = 500; object o = new { A = n = 5 }; return o is null ? 0 : n; } }
[Experiment("sunk")] public sealed partial record SunkMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Sunk.Get() }; }
internal static class Aligned { public static int Get() { var n = 500; var text = $"{n = 5,10}"; return text.Length == 10 ? n : 500; } }
[Experiment("aligned")] public sealed partial record AlignedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Aligned.Get() }; }
