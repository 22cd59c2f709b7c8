// The attribute on both parts is one error, and the other records are generated.
// says: twice
namespace User;
[Experiment("mine")]
public sealed partial record {|CIMCIL001:Mine|} : Base;
[Experiment("other")]
public sealed partial record Other : Base { public static Other Read(string json) => FromJson(json); }
//// file Other.cs
namespace User;
[Experiment("mine-too")]
public sealed partial record Mine;
