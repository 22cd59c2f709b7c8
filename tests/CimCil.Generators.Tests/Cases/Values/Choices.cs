// A value that depends on the machine is wrong where every value that it may have is; else it is left to validation.
// says: Threshold is 1.5: it must be from 0 to 1
namespace User;
[Experiment("mine-0", Summary = "s")]
public sealed partial record Mine0 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:Environment.ProcessorCount > 4 ? 1.5 : 2.5|} };
}
[Experiment("mine-1", Summary = "s")]
public sealed partial record Mine1 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:Environment.ProcessorCount switch { 1 => 1.5, 2 => 2.5, _ => -1 }|} };
}
[Experiment("mine-2", Summary = "s")]
public sealed partial record Mine2 : Base
{
    public override MaskConfig Mask { get; init; } = Environment.ProcessorCount > 4 ? CimMask.Paper with { Threshold = {|CIMCIL003:1.5|} } : new CimMask { LearningRate = 0 };
}
[Experiment("mine-3", Summary = "s")]
public sealed partial record Mine3 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = Environment.ProcessorCount > 0 ? 0.5 : 1.5 };
}
[Experiment("mine-4", Summary = "s")]
public sealed partial record Mine4 : Base
{
    public override MaskConfig Mask { get; init; } = Environment.ProcessorCount > 0 ? CimMask.Paper : CimMask.Paper with { Threshold = 1.5 };
}
[Experiment("mine-5", Summary = "s")]
public sealed partial record Mine5 : Base
{
    public override MaskConfig Mask { get; init; } = false ? CimMask.Paper with { Threshold = 1.5 } : CimMask.Paper;
}
