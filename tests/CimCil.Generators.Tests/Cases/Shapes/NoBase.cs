// A record that derives from nothing is none of ours either.
namespace User;
[Experiment("mine")] public sealed partial record {|CIMCIL001:Mine|};
[ConfigSection("mine")] public sealed partial record {|CIMCIL009:Policy|};
