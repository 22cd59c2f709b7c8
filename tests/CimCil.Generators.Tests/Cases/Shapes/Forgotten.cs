// A record that is not marked is told how.
// says: mark it [Experiment("my-food")]
namespace User;
public sealed partial record {|CIMCIL001:MyFood|} : Base;
public sealed partial record {|CIMCIL009:Policy|} : OwnMask;
public record {|CIMCIL001:Open|} : Base;
