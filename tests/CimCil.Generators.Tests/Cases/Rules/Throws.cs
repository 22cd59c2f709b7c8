// A rule that throws is a problem that names rule and section.
// problem: policy is not checked: the rule 'x' of Policy threw InvalidOperationException: boom
namespace User;
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask
{
    public int X { get; init; } = 3;
    [Rule("x")] private static ConfigProblem? R(Policy m) => throw new InvalidOperationException("boom");
}
