// Two experiments of one name are told where the second one is.
// says: The name 'same' is already that of 'A'
namespace User;
[Experiment("same")] public sealed partial record A : Base;
[Experiment({|CIMCIL002:"same"|})] public sealed partial record B : Base;
