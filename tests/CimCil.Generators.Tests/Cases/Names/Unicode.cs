// A name is typed, and names a folder.
// says: kebab case
namespace User;
[Experiment({|CIMCIL020:"müsli"|}, Summary = "s")]
public sealed partial record Mine : Base;
