// Attributes of another library that have our names are not ours.
// bare:
namespace Ab { [System.AttributeUsage(System.AttributeTargets.All)] public sealed class ExperimentAttribute(string name) : System.Attribute { public string Name => name; } }
namespace User2 { using Ab; [Ab.Experiment("a")] public partial record Fine; }
namespace Ab { [Experiment("b")] public partial record Trial; }
namespace Ab { public sealed class RuleAttribute(string words) : System.Attribute { public string Words => words; } public sealed class BetweenAttribute(int low, int high) : System.Attribute { public int Low => low; public int High => high; } }
namespace User3 { [CimCil.Configuration.ConfigSection] public sealed partial record Mine : CimCil.Configuration.ConfigSection { [Ab.Between(5, 1)] public int X { get; init; } = 7; [Ab.Rule("x")] private static int R(Mine mine) => 1; } }
