// What never runs is no mistake.
namespace User;
public static class Presets
{
    private static readonly bool Quick = false;
    private const bool Fast = false;
    private static readonly int Level = 2;
    private static readonly int[] None = [];
    public static MaskConfig Either => Quick ? CimMask.Paper with { Threshold = 9 } : CimMask.Paper;
    public static MaskConfig First => Fast ? CimMask.Paper with { Threshold = 9 } : CimMask.Paper;
    public static bool Both => Quick && (CimMask.Paper with { Threshold = 9 }).Threshold > 1;
    public static MaskConfig Chosen => Level switch { 1 => CimMask.Paper with { Threshold = 9 }, _ => CimMask.Paper };
    public static Budget Small() { if (Quick) { return Budget.Bytes("lots"); } return Budget.Images(40); }
    public static Budget Early() { if (!Quick) return Budget.Images(40); return Budget.Bytes("lots"); }
    public static Budget Looped() { foreach (var _ in None) return Budget.Bytes("lots"); return Budget.Images(40); }
    public static Budget Waiting() { while (Quick) return Budget.Bytes("lots"); return Budget.Images(40); }
    public static MaskConfig Wrong => Quick ? CimMask.Paper : CimMask.Paper with { Threshold = {|CIMCIL003:9|} };
    public static Budget Late() { if (Quick) return Budget.Images(40); return {|CIMCIL041:Budget.Bytes("lots")|}; }
    public static MaskConfig Kept => Presets.Either ?? CimMask.Paper with { Threshold = 9 };
}
[Experiment("mine-0")] public sealed partial record Mine0 : Base { public override MaskConfig Mask { get; init; } = Presets.Either; public override MemoryConfig Memory { get; init; } = new() { Budget = Presets.Small() }; }
