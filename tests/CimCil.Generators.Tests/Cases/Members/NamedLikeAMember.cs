// A record cannot be called like one of its members.
namespace User;
[Experiment("mine")]
public sealed partial record {|CIMCIL026:FromJson|} : Base;
[ConfigSection("mine")]
public partial record {|CIMCIL026:Parts|} : OwnMask;
// Names that no record can have, whoever writes its members: the compiler says so, and once.
[ConfigSection("code")]
public partial record {|CS0542:GetHashCode|} : OwnMask
{
    public System.Collections.Generic.IReadOnlyList<int> At { get; init; } = [3];
}
[ConfigSection("equal")]
public sealed partial record {|CS0542:Equals|} : OwnMask
{
    public System.Collections.Generic.IReadOnlyList<int> At { get; init; } = [3];
}
