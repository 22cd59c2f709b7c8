// Also that of a marked base.
namespace User;
[ConfigSection]
public abstract partial record Middle : OwnMask { public double Threshold { get; init; } = 0.5; }
[ConfigSection("policy")]
public sealed partial record Policy : Middle { public new string {|CIMCIL022:Threshold|} { get; init; } = "x"; }
