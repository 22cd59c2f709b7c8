// A namespace of the user may be called like the catalogue.
// rootns: User
// lists: mine
namespace User
{
    [Experiment("mine")] public sealed partial record Mine : Base;
}
namespace User.ExperimentCatalogue
{
    public static class Inside;
}
