// Neither is a class or a plain struct.
namespace User;
[Experiment("mine")] public sealed partial class {|CIMCIL001:Mine|};
[ConfigSection("mine")] public partial struct {|CIMCIL009:Policy|};
