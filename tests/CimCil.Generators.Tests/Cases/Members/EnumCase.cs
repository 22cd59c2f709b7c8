// Members that differ in case are typed alike.
// says: Value, value
namespace User;
public enum F { Value, value }
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask
{
    public F {|CIMCIL010:X|} { get; init; } = F.value;
}
