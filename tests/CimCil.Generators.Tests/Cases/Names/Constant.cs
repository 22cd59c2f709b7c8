// A name may be a constant, and is judged too.
namespace User;
internal static class Names { public const string Mine = "Mine!"; }
[Experiment({|CIMCIL020:Names.Mine|})]
public sealed partial record Mine : Base;
