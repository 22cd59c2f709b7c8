// What cannot be told while compiling is left to validation.
namespace User;
public static class K
{
    public static double Changing = 1.5;
    public static readonly double Started = 1.5;
    public static readonly double Early = Late;
    public static readonly double Late = 1.5;
    public static double Settable { get; set; } = 1.5;
    static K() => (Changing, Started, Settable) = (0.5, 0.5, 0.5);
}
public static class Order
{
    public static readonly double Early = Late;
    public static readonly double Late = 1.5;
}
public static class Made
{
    public static double Tried()
    {
        try { return double.Parse("x", null); }
        catch (FormatException) { return 0.5; }
    }
    public static double Stated() => DateTime.Now.Year > 2000 ? 0.5 : 1.5;
    public static void Fill(int[] stages) => Array.Fill(stages, 1);
    public static IReadOnlyList<int> Filled()
    {
        var stages = new[] { 0, 0 };
        Fill(stages);
        return stages;
    }
    public static IReadOnlyList<int> Added()
    {
        var stages = new List<int>();
        stages.Add(1);
        return stages;
    }
    public static IReadOnlyList<int> Written()
    {
        var stages = new[] { 0 };
        stages[0] = 1;
        return stages;
    }
}
public interface IThreshold
{
    double Threshold => 1.5;
}
public readonly record struct Mild : IThreshold
{
    public double Threshold => 0.5;
}
public static class Captured
{
    public static double Changed()
    {
        var number = 1.5;
        new List<int> { 1 }.ForEach(_ => number = 0.5);
        return number;
    }
    public static double Local()
    {
        var number = 1.5;
        Change();
        return number;
        void Change() => number = 0.5;
    }
    public static double Maybe(double? number) => number ?? throw new InvalidOperationException();
}
public sealed class Counter
{
    public double Count { get; set; } = 1.5;
}
[Experiment("mine-0", Summary = "s")]
public sealed partial record Mine0 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = K.Changing };
}
[Experiment("mine-1", Summary = "s")]
public sealed partial record Mine1 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = K.Started };
}
[Experiment("mine-2", Summary = "s")]
public sealed partial record Mine2 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = K.Early };
}
[Experiment("mine-3", Summary = "s")]
public sealed partial record Mine3 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = K.Settable };
}
[Experiment("mine-4", Summary = "s")]
public sealed partial record Mine4 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = Order.Early };
}
[Experiment("mine-5", Summary = "s")]
public sealed partial record Mine5 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = Made.Tried() };
}
[Experiment("mine-6", Summary = "s")]
public sealed partial record Mine6 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = Made.Stated() };
}
[Experiment("mine-7", Summary = "s")]
public sealed partial record Mine7 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = new Counter { Count = 0.5 }.Count };
}
[Experiment("mine-8", Summary = "s")]
public sealed partial record Mine8 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = Random.Shared.NextDouble() };
}
[Experiment("mine-9", Summary = "s")]
public sealed partial record Mine9 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = Math.Clamp(Environment.ProcessorCount, 0, 1) };
}
[Experiment("mine-10", Summary = "s")]
public sealed partial record Mine10 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = Made.Filled() };
}
[Experiment("mine-11", Summary = "s")]
public sealed partial record Mine11 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = Made.Added() };
}
[Experiment("mine-12", Summary = "s")]
public sealed partial record Mine12 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = Made.Written() };
}
[Experiment("mine-13", Summary = "s")]
public sealed partial record Mine13 : Base
{
    public Mine13()
    {
        try { Mask = CimMask.Paper with { Threshold = 1.5 }; }
        finally { Mask = CimMask.Paper; }
    }
}
[Experiment("mine-14", Summary = "s")]
public sealed partial record Mine14 : Base
{
    public override MaskConfig Mask { get => CimMask.Paper; init { } }
}
[Experiment("mine-16", Summary = "s")]
public sealed partial record Mine16 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = ((IThreshold)new Mild()).Threshold };
}
[Experiment("mine-17", Summary = "s")]
public sealed partial record Mine17 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = Captured.Changed() };
}
[Experiment("mine-18", Summary = "s")]
public sealed partial record Mine18 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = Captured.Local() };
}
[Experiment("mine-19", Summary = "s")]
public sealed partial record Mine19 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = Captured.Maybe(Environment.ProcessorCount > 0 ? 0.5 : null) };
}
[Experiment("mine-20", Summary = "s")]
public sealed partial record Mine20 : Base
{
    public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(6, Environment.ProcessorCount > 0 ? 3 : 0);
}
[Experiment("mine-15", Summary = "s")]
public sealed partial record Mine15 : Base
{
    public Mine15() => Mend();
    private int Calls { get; set; }
    private void Mend() => Calls++;
}
