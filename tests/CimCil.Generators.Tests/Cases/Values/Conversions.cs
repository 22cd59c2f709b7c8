// A number is converted as the language does it.
namespace User;
[ConfigSection("probe")] public sealed partial record Probe : OwnMask { [Between(1, 100)] public int N { get; init; } = 5; }
internal static class Product { private static readonly double F = 0.57; public static int Get() => (int)(F * 100) == 56 ? 5 : 500; }
[Experiment("product")] public sealed partial record ProductMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Product.Get() }; }
internal static class Nearly { private static readonly double M = 2.9999999999999996; public static int Get() => (int)M == 2 ? 5 : 500; }
[Experiment("nearly")] public sealed partial record NearlyMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Nearly.Get() }; }
internal static class Large { private static readonly double M = 1234567890123456.7; public static int Get() => (long)M % 10 == 6 ? 5 : 500; }
[Experiment("large")] public sealed partial record LargeMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Large.Get() }; }
internal static class Negative { private static readonly double M = -2.9999999999999996; public static int Get() => (int)M == -2 ? 5 : 500; }
[Experiment("negative")] public sealed partial record NegativeMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Negative.Get() }; }
internal static class Tuple { public static int Get() { (double A, double B) t = (1, 2); return t.A / t.B > 0.4 ? 5 : 500; } }
[Experiment("tuple")] public sealed partial record TupleMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Tuple.Get() }; }
internal static class TupleOf { private static (int, int) Two() => (1, 2); public static int Get() { (double A, double B) t = Two(); return t.A / t.B > 0.4 ? 5 : 500; } }
[Experiment("tuple-of")] public sealed partial record TupleOfMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = TupleOf.Get() }; }
internal static class Deconstructed { private static (int, int) Two() => (1, 2); public static int Get() { double a, b; (a, b) = Two(); return a / b > 0.4 ? 5 : 500; } }
[Experiment("deconstructed")] public sealed partial record DeconstructedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Deconstructed.Get() }; }
internal static class Item { public static int Get() { var sum = 0.0; foreach (double d in new[] { 1 }) sum = d / 2; return sum > 0.4 ? 5 : 500; } }
[Experiment("item")] public sealed partial record ItemMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Item.Get() }; }
internal static class Coalesced { private static readonly int? N = 1; public static int Get() => (N ?? 2.0) / 2 > 0.4 ? 5 : 500; }
[Experiment("coalesced")] public sealed partial record CoalescedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Coalesced.Get() }; }
internal static class SmallEnum { private enum K : byte { Last = 255 } private static readonly K Held = K.Last; public static int Get() => (int)(Held + 1) == 0 ? 5 : 500; }
[Experiment("small-enum")] public sealed partial record SmallEnumMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = SmallEnum.Get() }; }
internal static class Guarded { private static int Check(long n) { ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(n, long.MaxValue); return 5; } public static int Get() => Check(long.MaxValue - 1); }
[Experiment("guarded")] public sealed partial record GuardedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Guarded.Get() }; }
internal static class Lifted { private readonly record struct Meters(int N) { public static Meters operator +(Meters a, Meters b) => new(a.N + b.N); } private static readonly Meters? None = null; public static int Get() => (None + new Meters(500)) is null ? 5 : 500; }
[Experiment("lifted")] public sealed partial record LiftedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Lifted.Get() }; }
internal static class First { public static int Get() { int?[] s = [500]; return s.FirstOrDefault(x => x < 10) ?? 5; } }
[Experiment("first")] public sealed partial record FirstMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = First.Get() }; }
internal static class OfUnknown { private static int[] Read() => Environment.ProcessorCount > 0 ? [5] : []; private static readonly IEnumerable<int> Some = Read().Where(n => n > 0); public static int Get() => new List<int>(Some).Count == 0 ? 500 : 5; }
[Experiment("of-unknown")] public sealed partial record OfUnknownMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = OfUnknown.Get() }; }
internal static class Set { public static int Get() { HashSet<int> set = [1, 1]; return set.Count == 1 ? 5 : 500; } }
[Experiment("set")] public sealed partial record SetMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Set.Get() }; }
