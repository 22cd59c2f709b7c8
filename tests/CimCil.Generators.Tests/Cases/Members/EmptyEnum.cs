// An enum without members has nothing to choose.
// says: no members
namespace User;
public enum F { }
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask
{
    public F {|CIMCIL010:X|} { get; init; }
}
