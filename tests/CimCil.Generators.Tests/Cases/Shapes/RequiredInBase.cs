// The same where a base asks for it.
namespace User;
public abstract record Middle : OwnMask { public required int X { get; init; } }
[ConfigSection("policy")]
public sealed partial record {|CIMCIL009:Policy|} : Middle;
