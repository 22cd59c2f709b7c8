// A preset is judged where it is written, unless whoever uses it replaces what is wrong.
// says: Threshold is 1.5: it must be from 0 to 1
// says: BatchSize is 0: it must be from 1 to 65536
namespace User;
public static class Presets
{
    public static CimMask Broken => CimMask.Paper with { Threshold = {|CIMCIL003:1.5|} };
    public static CimMask Unfinished => CimMask.Paper with { Threshold = 1.5 };
    public static CimMask Make(double threshold) => CimMask.Paper with { Threshold = threshold };
    public static PhasePlan Plan(int classes) => PhasePlan.FromScratch(classes, 2);
    public static CimMask Mend(CimMask mask) => mask with { Threshold = 0.5 };
    public static Mine4 Other(Mine4 mine) => mine with { Training = mine.Training with { BatchSize = {|CIMCIL003:0|} } };
    public static HeatmapMaskConfig Other(HeatmapMaskConfig mask) => mask with { Threshold = {|CIMCIL003:1.5|} };
    public static Mine4 Plain(Mine4 mine, int size) => mine with { Training = mine.Training with { BatchSize = size } };
    public static int Uses()
    {
        var mask = CimMask.Paper with { Threshold = 1.5 };
        mask = mask with { Threshold = 0.5 };
        var other = Mend(CimMask.Paper with { Threshold = 1.5 });
        var wrong = new CimMask { LearningRate = {|CIMCIL003:0|} };
        return mask.BatchSize + other.BatchSize + wrong.BatchSize;
    }
}
[Experiment("mine-0", Summary = "s")]
public sealed partial record Mine0 : Base
{
    public override MaskConfig Mask { get; init; } = Presets.Broken;
}
[Experiment("mine-1", Summary = "s")]
public sealed partial record Mine1 : Base
{
    public override MaskConfig Mask { get; init; } = Presets.Unfinished with { Threshold = 0.5 };
}
[Experiment("mine-2", Summary = "s")]
public sealed partial record Mine2 : Base
{
    public override MaskConfig Mask { get; init; } = {|CIMCIL003:Presets.Make(1.5)|};
}
[Experiment("mine-3", Summary = "s")]
public sealed partial record Mine3 : Base
{
    public override PhasePlan Phases { get; init; } = {|CIMCIL004:Presets.Plan(8)|};
}
[Experiment("mine-4", Summary = "s")]
public sealed partial record Mine4 : Base
{
    public override MaskConfig Mask { get; init; } = Presets.Make(0.5);
}
