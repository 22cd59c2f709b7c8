// A record that is not partial is told so, and not that members are missing.
// says: make it partial
namespace User;
[Experiment("mine", Summary = "s")]
public sealed record {|CIMCIL001:Mine|} : Base;
