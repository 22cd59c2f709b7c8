// A name is typed, and names a folder.
// says: use 'my-food'
namespace User;
[Experiment({|CIMCIL020:"My Food"|}, Summary = "s")]
public sealed partial record Mine : Base;
