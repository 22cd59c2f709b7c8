// The same for a section.
// says: make it partial
namespace User;
[ConfigSection("policy")]
public sealed record {|CIMCIL009:Policy|} : OwnMask
{
    public int X { get; init; } = 3;
}
