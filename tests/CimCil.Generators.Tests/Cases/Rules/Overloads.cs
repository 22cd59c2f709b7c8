// Each of two methods of one name is called with what it takes.
// problem: seed is 1: of the base
// problem: evaluation.topK is 5: of the record
namespace User;
[Experiment("mine")]
public sealed partial record Mine : Base
{
    public override int Seed { get; init; } = int.Parse("1");
    [Rule("of the base")] private static ConfigProblem? R(Base m) => m.Seed < 0 ? null : ConfigProblem.At("seed", $"{m.Seed}", $"-");
    [Rule("of the record")] private static ConfigProblem? R(Mine m) => m.Seed < 0 ? null : ConfigProblem.At("evaluation.topK", $"{m.Evaluation.TopK}", $"-");
}
