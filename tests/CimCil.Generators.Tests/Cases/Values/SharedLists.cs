// A list that anybody may change is not known, however it is reached.
namespace User;
[ConfigSection("probe")] public sealed partial record Probe : OwnMask { [Between(1, 100)] public int N { get; init; } = 5; }
internal static class Made { private static readonly int[][] Table = Make(); private static int[][] Make() => [[500, 1]]; [System.Runtime.CompilerServices.ModuleInitializer] internal static void Begin() => Table[0][0] = 5; public static int Get() => Table[0][0]; }
[Experiment("made")] public sealed partial record MadeMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Made.Get() }; }
internal static class Jagged { private static readonly int[][] Table = [[500, 1]]; [System.Runtime.CompilerServices.ModuleInitializer] internal static void Begin() => Table[0][0] = 5; public static int Get() => Table[0][0]; }
[Experiment("jagged")] public sealed partial record JaggedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Jagged.Get() }; }
internal static class Seen { private static readonly IReadOnlyList<int[]> Table = [[500, 1]]; [System.Runtime.CompilerServices.ModuleInitializer] internal static void Begin() => Table[0][0] = 5; public static int Get() => Table[0][0]; }
[Experiment("seen")] public sealed partial record SeenMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Seen.Get() }; }
internal static class Named { private static readonly int[] Row = [500]; [System.Runtime.CompilerServices.ModuleInitializer] internal static void Begin() { if (Row is var other) other[0] = 5; } public static int Get() => Row[0]; }
[Experiment("named")] public sealed partial record NamedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Named.Get() }; }
internal static class InList { private static readonly int[] Row = [500]; [System.Runtime.CompilerServices.ModuleInitializer] internal static void Begin() { int[][] all = [Row]; all[0][0] = 5; } public static int Get() => Row[0]; }
[Experiment("in-list")] public sealed partial record InListMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = InList.Get() }; }
internal static class InObject { private static readonly int[] Row = [500]; private sealed class Holder { public int[] X = []; } [System.Runtime.CompilerServices.ModuleInitializer] internal static void Begin() { var h = new Holder { X = Row }; h.X[0] = 5; } public static int Get() => Row[0]; }
[Experiment("in-object")] public sealed partial record InObjectMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = InObject.Get() }; }
internal static class Held { private sealed class Holder(int[] x) { public int[] X { get; } = x; } private static readonly Holder Only = new([500]); [System.Runtime.CompilerServices.ModuleInitializer] internal static void Begin() => Only.X[0] = 5; public static int Get() => Only.X[0]; }
[Experiment("held")] public sealed partial record HeldMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Held.Get() }; }
internal static class ByTuple { private static readonly (int[] Row, int Count) Both = ([500], 1); [System.Runtime.CompilerServices.ModuleInitializer] internal static void Begin() => Both.Row[0] = 5; public static int Get() => Both.Row[0]; }
[Experiment("by-tuple")] public sealed partial record ByTupleMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = ByTuple.Get() }; }
internal static class ByLambda { private static readonly int[] Row = [500]; [System.Runtime.CompilerServices.ModuleInitializer] internal static void Begin() { Func<int[]> f = () => Row; f()[0] = 5; } public static int Get() => Row[0]; }
[Experiment("by-lambda")] public sealed partial record ByLambdaMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = ByLambda.Get() }; }
internal static class Swapped { private static readonly int[] Row = [500]; [System.Runtime.CompilerServices.ModuleInitializer] internal static void Begin() => (Row[0], _) = (5, 6); public static int Get() => Row[0]; }
[Experiment("swapped")] public sealed partial record SwappedMine : Base { public override MaskConfig Mask { get; init; } = new Probe { N = Swapped.Get() }; }
