// A name is typed, and names a folder.
// says: it is empty
namespace User;
[Experiment({|CIMCIL020:"   "|}, Summary = "s")]
public sealed partial record Mine : Base;
