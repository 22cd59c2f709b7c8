// An experiment is no section.
// says: [ConfigSection] too
namespace User;
[ConfigSection("x")]
[Experiment("x")]
public sealed partial record {|CIMCIL001:Mine|} : Base;
