// No other file can add to a file-local record.
// says: file-local
namespace User;
[Experiment("mine", Summary = "s")]
file sealed partial record {|CIMCIL001:Mine|} : Base;
