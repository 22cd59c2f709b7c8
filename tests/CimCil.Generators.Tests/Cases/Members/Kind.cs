// The kind is not a setting.
// says: rename it
namespace User;
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask
{
    public string {|CIMCIL022:Kind|} { get; init; } = "x";
}
