// The compiler stops before analyzers at an error of a declaration; what the generator says is shown beside it.
namespace User;
[Experiment("mine")]
public sealed record {|CIMCIL001:Mine|} : Base { public override int Seed { get; init; } = 3; }
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask { public float {|CIMCIL010:X|} { get; init; } [{|CIMCIL011:Rule("x")|}] private static bool R(Policy p) => true; }
public sealed class Unrelated : {|CS0535:IDisposable|};
