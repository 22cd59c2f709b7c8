// An experiment may be experimental.
// lists: x
namespace User;
[System.Diagnostics.CodeAnalysis.Experimental("ABC1")]
[Experiment("x")]
public sealed partial record Mine : Base;
[System.Diagnostics.CodeAnalysis.Experimental("ABC2")]
[ConfigSection("x")]
public sealed partial record Policy : OwnMask { public int X { get; init; } }
