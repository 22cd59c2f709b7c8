// [Flags] are several names at once.
// says: has [Flags]
namespace User;
[Flags] public enum F { None, A = 1, B = 2 }
[ConfigSection("policy")]
public sealed partial record Policy : OwnMask
{
    public F {|CIMCIL010:X|} { get; init; } = F.A | F.B;
}
