// An enum without 0 needs a default.
// says: it starts as 0, which is no member of F; give it a default, such as = F.A
namespace User;
public enum F { A = 1, B = 2 }
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask
{
    public F {|CIMCIL010:X|} { get; init; }
    public F Y { get; init; } = F.B;
}
