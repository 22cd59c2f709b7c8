// So is the attribute twice.
// says: twice
namespace User;
[Experiment("a")]
[Experiment("b")]
public sealed partial record {|CIMCIL001:Mine|} : Base;
