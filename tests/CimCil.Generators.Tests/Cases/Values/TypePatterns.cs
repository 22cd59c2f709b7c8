// Whether a value is of a type is told by the type that it has, not by what it looks like.
namespace User;
[ConfigSection("probe")] public sealed partial record Probe : OwnMask { [Between(1, 100)] public int N { get; init; } = 5; }
internal static class IsText { private static int Read(object value) => value is string ? 500 : 5; public static int Get() => Read(5); }
[Experiment("is-text")] public sealed partial record IsTextMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = IsText.Get() }; }
internal static class Arms { private static int Read(object value) => value switch { string => 500, int n => n, _ => 7 }; public static int Get() => Read(5); }
[Experiment("arms")] public sealed partial record ArmsMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Arms.Get() }; }
internal static class OfParameter { private static int Read<T>(T value) => value is string ? 500 : 5; public static int Get() => Read(5); }
[Experiment("of-parameter")] public sealed partial record OfParameterMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = OfParameter.Get() }; }
internal static class OfList { public static int Get() { IReadOnlyList<int> x = [1, 2]; return x is int[] ? 500 : 5; } }
[Experiment("of-list")] public sealed partial record OfListMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = OfList.Get() }; }
internal static class LongIsNoInt { public static int Get() { object a = 5L; return a is 5 ? 500 : 5; } }
[Experiment("long-is-no-int")] public sealed partial record LongIsNoIntMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = LongIsNoInt.Get() }; }
internal static class EnumIsNoInt { private enum K { A, B } public static int Get() { object a = K.A; return a is 0 ? 500 : 5; } }
[Experiment("enum-is-no-int")] public sealed partial record EnumIsNoIntMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = EnumIsNoInt.Get() }; }
internal static class EnumArm { private enum K { A, B } private static int Read(object o) => o switch { int => 500, K.B => 5, _ => 6 }; public static int Get() => Read(K.B); }
[Experiment("enum-arm")] public sealed partial record EnumArmMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = EnumArm.Get() }; }
internal static class Interface { private static int Read(IComparable o) => o is int ? 500 : 5; public static int Get() => Read("a"); }
[Experiment("interface")] public sealed partial record InterfaceMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Interface.Get() }; }
internal static class Case { private enum K { A, B } private static int Read(object o) { switch (o) { case int: return 500; case K.B: return 5; default: return 6; } } public static int Get() => Read(K.B); }
[Experiment("case")] public sealed partial record CaseMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Case.Get() }; }
internal static class OfGeneric { private sealed class G<T>; private static int Read(object o) => o is G<string> ? 500 : 5; public static int Get() => Read(new G<int>()); }
[Experiment("of-generic")] public sealed partial record OfGenericMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = OfGeneric.Get() }; }
internal static class Tuple { private static int Read(object o) => o is (long, int) ? 500 : 5; public static int Get() => Read((1, 2)); }
[Experiment("tuple")] public sealed partial record TupleMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Tuple.Get() }; }
internal static class Unboxed { private static int Read(object o) { try { return (int)o == 5 ? 500 : 5; } catch (InvalidCastException) { return 5; } } public static int Get() => Read(5L); }
[Experiment("unboxed")] public sealed partial record UnboxedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Unboxed.Get() }; }
internal static class Same { public static int Get() { object a = 5, b = 5; return a == b ? 500 : 5; } }
[Experiment("same")] public sealed partial record SameMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Same.Get() }; }
internal static class Held { private enum K { A, B } public static int Get() => new object[] { K.A, 1e300, 'c' }.Contains(0) ? 500 : 5; }
[Experiment("held")] public sealed partial record HeldMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Held.Get() }; }
internal static class Shown { private enum K { Long, B } private static string Show(object o) => $"{o}"; public static int Get() => Show(K.Long).Length == 4 ? 5 : 500; }
[Experiment("shown")] public sealed partial record ShownMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Shown.Get() }; }
internal static class Joined { private enum K { Long, B } public static int Get() => string.Join(",", new[] { K.Long, K.B }).Length == 6 ? 5 : 500; }
[Experiment("joined")] public sealed partial record JoinedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Joined.Get() }; }
internal static class Nothing { public static int Get() => new int?() == null ? 5 : 500; }
[Experiment("nothing")] public sealed partial record NothingMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Nothing.Get() }; }
internal static class Zero { public static int Get() => new int() == 0 ? 5 : 500; }
[Experiment("zero")] public sealed partial record ZeroMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Zero.Get() }; }
internal static class Versions { public static int Get() => new[] { new Version(1, 0) }.Contains(new Version(2, 0)) ? 500 : 5; }
[Experiment("versions")] public sealed partial record VersionsMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Versions.Get() }; }
internal static class ListPattern { private static int Read(int[] list) { { var n = 500; _ = n; } { return list is [var n, ..] ? n : 500; } } public static int Get() => Read([5]); }
[Experiment("list-pattern")] public sealed partial record ListPatternMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = ListPattern.Get() }; }
