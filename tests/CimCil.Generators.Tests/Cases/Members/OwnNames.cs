// A member of the user where a generated one must stand is one error.
// says: remove yours
namespace User;
[Experiment("mine", Summary = "s")]
public sealed partial record Mine : Base
{
    public static string {|CIMCIL026:FromJson|} = "x";
}
