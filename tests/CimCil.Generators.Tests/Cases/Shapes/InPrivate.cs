// The type around it decides as well.
// says: no other file can name 'Inner'
namespace User;
public static partial class Outer
{
    private static partial class Inner
    {
        [Experiment("mine")]
        public sealed partial record {|CIMCIL024:Mine|} : Base;
    }
}
