// A private rule in a base that has no other part cannot be called.
// says: make it protected
namespace User;
public abstract record Middle : Base { [{|CIMCIL011:Rule("x")|}] private static ConfigProblem? R(Middle m) => null; }
[Experiment("mine")] public sealed partial record Mine : Middle;
