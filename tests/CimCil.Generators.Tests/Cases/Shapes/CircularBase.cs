// A base that is the record itself is the compiler's business.
namespace User;
[ConfigSection]
public abstract partial record {|CS0146:Loop|} : Loop;
[ConfigSection("x")]
public sealed partial record Mine : Loop;
