// A record that is both abstract and sealed is the compiler's business.
namespace User;
[ConfigSection("policy")]
public abstract sealed partial record {|CS0418:Policy|} : OwnMask { public IReadOnlyList<int> X { get; init; } = []; }
