// A setting cannot be called like what every record has.
namespace User;
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask { public IReadOnlyList<int> {|CS0102,CS0108:GetHashCode|} { get; init; } = []; }
