// A record may have a keyword for a name.
// lists: mine
namespace User;
[Experiment("mine", Summary = "s")]
public sealed partial record @class : Base;
