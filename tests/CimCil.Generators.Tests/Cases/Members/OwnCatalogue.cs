// A type of the user may be called like the catalogue.
// rootns: User
// lists: mine
namespace User;
[Experiment("mine")]
public sealed partial record Mine : Base;
public static class ExperimentCatalogue { }
