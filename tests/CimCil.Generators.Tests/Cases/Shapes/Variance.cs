// A wrong variance is an error of the compiler, once.
namespace User;
public static partial class Holder<{|CS1960:out|} T>
{
    [Experiment("mine")]
    public sealed partial record {|CIMCIL001:Mine|} : Base;
}
