// It can be left out, but not be null.
namespace User;
[ConfigSection({|CIMCIL020:null!|})]
public sealed partial record Policy : OwnMask;
