// A name that is none is one mistake, also where it is another one but for its case.
namespace User;
[ConfigSection({|CIMCIL020:"CIM"|})] public sealed partial record Mine : OwnMask;
[Experiment("mine")] public sealed partial record First : Base;
[Experiment({|CIMCIL020:"Mine"|})] public sealed partial record Second : Base;
