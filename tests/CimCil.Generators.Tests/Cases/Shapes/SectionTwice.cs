// And on a section.
// says: twice
namespace User;
[ConfigSection("a"), ConfigSection("b")]
public sealed partial record {|CIMCIL009:Policy|} : OwnMask;
