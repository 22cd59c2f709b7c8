// A name is typed, and names a folder.
// says: Windows reserves it
namespace User;
[Experiment({|CIMCIL020:"con"|}, Summary = "s")]
public sealed partial record Mine : Base;
