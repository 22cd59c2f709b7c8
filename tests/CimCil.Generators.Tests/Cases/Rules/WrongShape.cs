// A method that cannot be called with its section is one error, at the attribute.
namespace User;
[Experiment("mine")]
public sealed partial record Mine : Base
{
    [{|CIMCIL011:Rule("x")|}] private static bool A(Mine m) => true;
    [{|CIMCIL011:Rule("x")|}] private static ConfigProblem? B(ref Mine m) => null;
    [{|CIMCIL011:Rule("x")|}] private static ConfigProblem? C(out Mine m) { m = null!; return null; }
    [Rule("x")] private static ConfigProblem? D(in Mine m) => null;
    [{|CIMCIL011:Rule("x")|}] private static ConfigProblem? E<T>(Mine m) => null;
    [{|CIMCIL011:Rule("x")|}] private ConfigProblem? F(Mine m) => null;
    [{|CIMCIL011:Rule("x")|}] private static ConfigProblem? G() => null;
    [{|CIMCIL011:Rule("x")|}] private static ConfigProblem? H(CimMask m) => null;
    [{|CIMCIL011:Rule("x")|}] private static ConfigProblem? I(object m) => null;
    [Rule("x")] private static ConfigProblem? J(ConfigSection m) => null;
    [{|CIMCIL011:Rule(" ")|}] private static ConfigProblem? K(Mine m) => null;
    [{|CIMCIL011:Rule(null!)|}] private static ConfigProblem? L(Mine m) => null;
    [{|CIMCIL011:Rule("x")|}] private static ref ConfigProblem? M(Mine m) => ref _none;
    [Rule("x")] private static ConfigProblem N(Mine m) => null!;
    private static ConfigProblem? _none;
}
public static class Elsewhere { [{|CIMCIL011:Rule("x")|}] private static ConfigProblem? A(Mine m) => null; }
