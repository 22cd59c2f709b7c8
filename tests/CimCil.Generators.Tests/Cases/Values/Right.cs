// An experiment without a mistake gives no message.
// lists: mine
namespace User;
[Experiment("mine", Summary = "s")]
public sealed partial record Mine : Base;
