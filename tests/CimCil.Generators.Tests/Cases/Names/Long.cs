// A name has an end.
// says: it has 101 characters
namespace User;
[Experiment({|CIMCIL020:"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"|})]
public sealed partial record Mine : Base;
