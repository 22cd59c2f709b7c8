// A record of experiments may have settings of its own, and is marked then.
// lists: mine
namespace User;
[ConfigSection]
public abstract partial record Family : Base { public int Extra { get; init; } = 3; [Rule("x")] private static ConfigProblem? R(Family f) => f.Extra > 2 ? null : ConfigProblem.At("extra", $"{f.Extra}", $"More."); }
[Experiment("mine")]
public sealed partial record Mine : Family;
[ConfigSection("x")]
public sealed partial record {|CIMCIL009:Wrong|} : Base;
