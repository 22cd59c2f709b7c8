// What a name means is the compiler's business.
namespace User;
[Experiment("mine")]
public sealed partial record Mine : {|CS0246:Unknown|};
[ConfigSection("other")]
public sealed partial record Policy : OwnMask { public {|CS0246:Missing|} X { get; init; } = null!; }
