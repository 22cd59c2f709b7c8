// An empty parameter list is no obstacle.
// lists: mine
namespace User;
[Experiment("mine")]
public sealed partial record Mine() : Base;
[ConfigSection("policy")]
public sealed partial record Policy() : OwnMask;
