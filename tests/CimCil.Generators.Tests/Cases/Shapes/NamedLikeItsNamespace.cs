// A record without a namespace may have the name of its project.
// rootns: MyFood
// lists: my-food
[Experiment("my-food", Summary = "s")]
public sealed partial record MyFood : User.Base;
