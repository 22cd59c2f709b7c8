// The first version that works.
// lang: 12
// lists: mine
namespace User;
[Experiment("mine", Summary = "s")]
public sealed partial record Mine : Base;
