// A kind is typed, like a name.
// says: use 'my-mask'
namespace User;
[ConfigSection({|CIMCIL020:"My Mask!"|})]
public sealed partial record Policy : OwnMask;
