// So is one that is not partial.
// says: make Outer partial
namespace User;
public static class Outer
{
    [Experiment("mine")]
    public sealed partial record {|CIMCIL001:Mine|} : Base;
    [ConfigSection("mine")]
    public sealed partial record {|CIMCIL009:Policy|} : OwnMask;
}
