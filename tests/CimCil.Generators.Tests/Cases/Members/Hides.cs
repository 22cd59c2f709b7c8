// A setting that hides another one has its name.
// says: it hides the setting 'Threshold' of 'Middle'
namespace User;
public abstract record Middle : OwnMask { public double Threshold { get; init; } = 0.5; }
[ConfigSection("policy")]
public sealed partial record Policy : Middle { public new string {|CIMCIL022:Threshold|} { get; init; } = "x"; }
