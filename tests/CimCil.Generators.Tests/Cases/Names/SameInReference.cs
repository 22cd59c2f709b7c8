// Also across projects.
// says: is already that of 'an experiment of LibA'
//// project LibA
namespace A;
[Experiment("same", Summary = "s")] public sealed partial record A1 : User.Base;
//// project LibB
namespace B;
[Experiment({|CIMCIL002:"same"|}, Summary = "s")] public sealed partial record B1 : User.Base;
