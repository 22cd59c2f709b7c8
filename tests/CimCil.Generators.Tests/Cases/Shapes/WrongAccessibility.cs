// So is a modifier that cannot stand there.
namespace User;
[Experiment("mine")]
private sealed partial record {|CS1527,CS0050,CS0051,CS0057,CS0057:Mine|} : Base;
