// A part without the modifiers is a part of a record that has them.
// lists: mine
namespace User;
[Experiment("mine")]
partial record Mine;
//// file Other.cs
namespace User;
public sealed partial record Mine : Base;
