// Our attributes under another name are ours.
// lists: a, b, c
// problem: the seed is odd
namespace User;
using Trial = CimCil.Configuration.ExperimentAttribute;
using Must = CimCil.Configuration.RuleAttribute;
[Trial("a")] public sealed partial record A : Base { [Must("the seed is odd")] private static ConfigProblem? Odd(A a) => a.Seed % 2 == 1 ? null : ConfigProblem.At("seed", $"{a.Seed}", $"Use an odd one."); public override int Seed { get; init; } = int.Parse("2"); }
[CimCil.Configuration.Experiment(name: "b")] public sealed partial record B : Base;
[global::CimCil.Configuration.ExperimentAttribute(Names.C, Summary = "s")] public sealed partial record C : Base;
internal static class Names { public const string C = "c"; }
