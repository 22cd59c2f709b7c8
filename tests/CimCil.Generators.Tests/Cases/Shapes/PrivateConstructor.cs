// Who lists it must be able to make it.
// says: give it a public constructor without parameters
namespace User;
[Experiment("mine", Summary = "s")]
public sealed partial record {|CIMCIL001:Mine|} : Base
{
    private Mine() { }
}
