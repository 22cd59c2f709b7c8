// Code without an end, or whose values would fill the memory, is not followed.
namespace User;
public static class K
{
    public static double Loop() { while (true) { } }
    public static double Deeper(int depth) => Deeper(depth + 1);
    public static double Deep(int depth) => depth == 0 ? 0.5 : Deep(depth - 1);
    public static IReadOnlyList<int> Repeated => [.. Enumerable.Repeat(1, 500_000_000)];
    public static int[] Counted => Enumerable.Range(0, int.MaxValue).ToArray();
    public static string Padded => "x".PadLeft(2_000_000_000);
    public static string Long => 1.ToString("D900000000", System.Globalization.CultureInfo.InvariantCulture);
    public static string Shown => FormattableString.Invariant($"{1:D900000000}");
    public static string Doubled() { var text = "x"; for (var at = 0; at < 60; at++) text += text; return text; }
    public static string Replaced() { var text = "xx"; for (var at = 0; at < 40; at++) text = text.Replace("x", "xx"); return text; }
    public static IReadOnlyList<int> Spread() { IReadOnlyList<int> list = [1]; for (var at = 0; at < 60; at++) list = [.. list, .. list]; return list; }
    public static IEnumerable<int> Joined() { IEnumerable<int> list = [1]; for (var at = 0; at < 60; at++) list = list.Concat(list).ToArray(); return list; }
    public static int Nested => Enumerable.Repeat(0, 9_000).Select(_ => Enumerable.Repeat(0, 9_000).ToArray()).ToArray().Length;
}
[Experiment("mine-0")] public sealed partial record Mine0 : Base { public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = K.Loop() }; }
[Experiment("mine-1")] public sealed partial record Mine1 : Base { public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = K.Deeper(0) }; }
[Experiment("mine-2")] public sealed partial record Mine2 : Base { public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = K.Deep(1000) }; }
[Experiment("mine-3")] public sealed partial record Mine3 : Base { public override int Seed { get; init; } = K.Repeated.Count - 1; }
[Experiment("mine-4")] public sealed partial record Mine4 : Base { public override int Seed { get; init; } = K.Counted.Length - 1; }
[Experiment("mine-5")] public sealed partial record Mine5 : Base { public override int Seed { get; init; } = K.Padded.Length - 1; }
[Experiment("mine-6")] public sealed partial record Mine6 : Base { public override int Seed { get; init; } = K.Long.Length - 1; }
[Experiment("mine-7")] public sealed partial record Mine7 : Base { public override int Seed { get; init; } = K.Shown.Length - 1; }
[Experiment("mine-8")] public sealed partial record Mine8 : Base { public override int Seed { get; init; } = K.Doubled().Length - 1; }
[Experiment("mine-9")] public sealed partial record Mine9 : Base { public override int Seed { get; init; } = K.Replaced().Length - 1; }
[Experiment("mine-a")] public sealed partial record MineA : Base { public override int Seed { get; init; } = K.Spread().Count - 1; }
[Experiment("mine-b")] public sealed partial record MineB : Base { public override int Seed { get; init; } = K.Joined().Count() - 1; }
[Experiment("mine-c")] public sealed partial record MineC : Base { public override int Seed { get; init; } = K.Nested - 1; }
// The error keeps the test from making the others.
[Experiment("mine-d")] public sealed partial record MineD : Base { public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:1.5|} }; }
