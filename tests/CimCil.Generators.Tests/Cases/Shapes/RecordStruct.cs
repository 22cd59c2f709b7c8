// A struct is no record of ours.
// says: make it a record
namespace User;
[Experiment("mine", Summary = "s")]
public partial record struct {|CIMCIL001:Mine|};
