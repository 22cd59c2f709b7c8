// A required member would have to be given.
// says: give its required members a default
namespace User;
[Experiment("mine", Summary = "s")]
public sealed partial record {|CIMCIL001:Mine|} : Base
{
    public required int X { get; init; }
}
