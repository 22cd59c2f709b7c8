// Two assemblies with one root namespace do not clash.
// rootns: Same
// lists: a3, b3
//// project LibA3
namespace A;
[Experiment("a3", Summary = "s")] public sealed partial record A1 : User.Base;
//// project LibB3
namespace B;
[Experiment("b3", Summary = "s")] public sealed partial record B1 : User.Base;
static class U { public static int N => Same.ExperimentCatalogue.All.Count; }
