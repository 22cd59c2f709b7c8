// A method, a constant or a type that has the name of an inherited setting would stand for it in generated code.
// says: it hides the setting 'Threshold' of 'Middle'
namespace User;
public abstract record Middle : OwnMask { public double Threshold { get; init; } = 0.5; }
public abstract record Ruled : Middle
{
    [Rule("a threshold")] protected static new ConfigProblem? {|CIMCIL022:Threshold|}(Ruled ruled) => null;
}
[ConfigSection("policy")]
public sealed partial record Policy : Ruled;
[ConfigSection("other")]
public sealed partial record Other : Middle { public new const int {|CIMCIL022:Threshold|} = 3; }
