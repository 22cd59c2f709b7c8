// The same for a section.
// says: file-local
namespace User;
[ConfigSection("policy")]
file sealed partial record {|CIMCIL009:Policy|} : OwnMask
{
    public int X { get; init; }
}
