// A struct that changes is not followed.
namespace User;
[ConfigSection("probe")] public sealed partial record Probe : OwnMask { [Between(1, 100)] public int N { get; init; } = 5; }
internal static class Added { private struct Counter { public int N; public void Add(int n) { N += n; } } public static int Get() { var c = new Counter(); c.Add(5); return c.N; } }
[Experiment("added")] public sealed partial record AddedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Added.Get() }; }
internal static class Property { private struct Counter { public int N { get; private set; } public void Add(int n) => N += n; } public static int Get() { var c = new Counter(); c.Add(5); return c.N; } }
[Experiment("property")] public sealed partial record PropertyMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Property.Get() }; }
internal static class InArray { private struct Mark { public int X; public void Set(int v) => X = v; } public static int Get() { var a = new Mark[1]; a[0].Set(5); return a[0].X; } }
[Experiment("in-array")] public sealed partial record InArrayMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = InArray.Get() }; }
internal static class Next { private struct Lcg { private uint _s; public Lcg(uint seed) => _s = seed; public int Next() { _s = (_s * 3) + 1; return (int)_s; } } public static int Get() { var r = new Lcg(1); r.Next(); r.Next(); return r.Next() == 40 ? 5 : 500; } }
[Experiment("next")] public sealed partial record NextMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Next.Get() }; }
internal static class Defaulted { private struct Counter { public int N; public void Add(int n) => N += n; } public static int Get() { Counter c = default; c.Add(5); return c.N; } }
[Experiment("defaulted")] public sealed partial record DefaultedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Defaulted.Get() }; }
internal static class Record { private record struct Point(int X) { public void Move(int by) => X += by; } public static int Get() { var p = new Point(500); p.Move(-495); return p.X; } }
[Experiment("record")] public sealed partial record RecordMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Record.Get() }; }
internal static class Captured { private struct Step(int n) { public int Next() => ++n; } public static int Get() { var s = new Step(3); s.Next(); return s.Next() == 5 ? 5 : 500; } }
[Experiment("captured")] public sealed partial record CapturedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Captured.Get() }; }
internal static class Inherited { private record Low(int N) { public int Read() => N; } private class Up(int n) { public int Up1 => n; } private sealed class Down(int n) : Up(n + 400) { public int Own => n; } public static int Get() => new Down(5).Own + new Low(0).Read(); }
[Experiment("inherited")] public sealed partial record InheritedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Inherited.Get() }; }
