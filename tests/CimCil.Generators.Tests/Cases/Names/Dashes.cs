// A name is typed, and names a folder.
// says: use 'a-b'
namespace User;
[Experiment({|CIMCIL020:"a--b"|}, Summary = "s")]
public sealed partial record Mine : Base;
