// A base that seals the name leaves no room.
// says: remove it there
namespace User;
public abstract record Middle : Base { public sealed override string Name => "x"; }
[Experiment("mine")]
public sealed partial record {|CIMCIL026:Mine|} : Middle;
