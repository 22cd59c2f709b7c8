// A generic record cannot be made.
// says: remove its type parameters
namespace User;
[Experiment("mine", Summary = "s")]
public sealed partial record {|CIMCIL001:Mine|}<T> : Base;
