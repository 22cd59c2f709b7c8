// What is skipped, or comes in another order, is followed as it runs.
namespace User;
[ConfigSection("probe")] public sealed partial record Probe : OwnMask { [Between(1, 100)] public int N { get; init; } = 5; }
internal static class SkippedOut { private static int Set(out int n) { n = 5; return 1; } public static int Get() { var n = 500; _ = Environment.GetEnvironmentVariable("PATH")?.Substring(Set(out n)); return n; } }
[Experiment("skipped-out")] public sealed partial record SkippedOutMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = SkippedOut.Get() }; }
internal static class SkippedSet { public static int Get() { var n = 500; _ = Environment.GetEnvironmentVariable("PATH")?.PadLeft(n = 5); return n; } }
[Experiment("skipped-set")] public sealed partial record SkippedSetMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = SkippedSet.Get() }; }
internal static class SkippedValue { public static int Get() { var n = 500; _ = Environment.GetEnvironmentVariable("CIMCIL_NEVER") ?? (n = 5).ToString(); return n; } }
[Experiment("skipped-value")] public sealed partial record SkippedValueMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = SkippedValue.Get() }; }
internal static class Named { private static int Two(int a, int b) => a + (b * 0); public static int Get() { var n = 5; return Two(b: n = 500, a: n) == 500 ? 5 : 500; } }
[Experiment("named")] public sealed partial record NamedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Named.Get() }; }
internal static class Guard { private static int Read(int k) { var n = 500; return k switch { > 0 when Environment.ProcessorCount > 0 && (n = 5) > 0 => n, _ => 6 }; } public static int Get() => Read(1); }
[Experiment("guard")] public sealed partial record GuardMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Guard.Get() }; }
internal static class Choice { public static int Get() { var n = 0; string? text = Environment.ProcessorCount > 0 ? "a" : "b"; _ = text?.PadLeft(n += 5); return n; } }
[Experiment("choice")] public sealed partial record ChoiceMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Choice.Get() }; }
