// A name is typed, and names a folder.
// says: it is null
namespace User;
[Experiment({|CIMCIL020:null!|}, Summary = "s")]
public sealed partial record Mine : Base;
