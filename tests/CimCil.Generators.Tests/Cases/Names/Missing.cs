// An attribute without its argument is the compiler's business.
namespace User;
[{|CS7036:Experiment|}]
public sealed partial record Mine : Base;
