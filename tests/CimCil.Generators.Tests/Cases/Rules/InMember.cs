// A rule inside a member is asked by nobody.
namespace User;
[Experiment("mine")]
public sealed partial record Mine : Base
{
    public int Count()
    {
        Local(this);
        var lambda = [{|CIMCIL011:Rule("x")|}] (Mine mine) => (ConfigProblem?)null;
        return lambda(this) is null ? 1 : 2;
        [{|CIMCIL011:Rule("x")|}] static ConfigProblem? Local(Mine mine) => null;
    }
    public int Own { [{|CIMCIL011:Rule("x")|}] get => 3; }
}
