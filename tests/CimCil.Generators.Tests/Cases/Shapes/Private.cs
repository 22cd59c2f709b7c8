// A private experiment works, but is in no catalogue.
// says: make it internal or public
// lists:
namespace User;
public static partial class Outer
{
    [Experiment("mine", Summary = "s")]
    private sealed partial record {|CIMCIL024:Mine|} : Base;
}
