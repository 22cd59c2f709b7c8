// A container with type parameters is named.
// says: move it out of Outer
namespace User;
public static partial class Outer<T>
{
    [Experiment("mine")]
    public sealed partial record {|CIMCIL001:Mine|} : Base;
}
