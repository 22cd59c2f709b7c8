// A record cannot be called like one of its members.
namespace User;
[Experiment("mine")]
public sealed partial record {|CIMCIL026:FromJson|} : Base;
[ConfigSection("mine")]
public partial record {|CIMCIL026:Parts|} : OwnMask;
