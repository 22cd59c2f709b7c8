// What can be set later was not checked.
// says: use init
namespace User;
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask
{
    public int {|CIMCIL023:X|} { get; set; } = 5;
}
