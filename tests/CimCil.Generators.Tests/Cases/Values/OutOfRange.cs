// A constant that breaks the rule of its setting is an error where it is written.
// says: Threshold is 1.5: it must be from 0 to 1
namespace User;
[Experiment("mine", Summary = "s")]
public sealed partial record Mine : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = {|CIMCIL003:1.5|} };
}
