// A root namespace may have keywords in it, and what is none at all.
// rootns: my.class.1-app
// lists: mine
namespace User;
[Experiment("mine", Summary = "s")]
public sealed partial record Mine : Base;
