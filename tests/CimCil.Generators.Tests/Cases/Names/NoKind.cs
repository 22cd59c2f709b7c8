// A member of a family needs one.
// says: [ConfigSection("my-policy")]
namespace User;
[ConfigSection] public sealed partial record {|CIMCIL021:MyPolicy|} : OwnMask;
[ConfigSection] public sealed partial record Alone : ConfigSection;
[Experiment("mine")] public sealed partial record Mine : Base { public override MaskConfig Mask { get; init; } = new MyPolicy(); }
