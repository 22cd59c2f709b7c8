// A name is typed, and names a folder.
// says: use 'evil'
namespace User;
[Experiment({|CIMCIL020:"../../evil"|}, Summary = "s")]
public sealed partial record Mine : Base;
