// An experiment is sealed.
// says: make it sealed
namespace User;
[Experiment("mine", Summary = "s")]
public partial record {|CIMCIL001:Mine|} : Base;
