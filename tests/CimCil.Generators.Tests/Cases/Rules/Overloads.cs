// Each of two methods of one name is called with what it takes.
// problem: seed is 1: of the base
// problem: evaluation.topK is 5: of the record
namespace User;
[Experiment("mine")]
public sealed partial record Mine : Base
{
    [Rule("of the base")] private static ConfigProblem? R(Base m) => ConfigProblem.At("seed", $"{m.Seed}", $"-");
    [Rule("of the record")] private static ConfigProblem? R(Mine m) => ConfigProblem.At("evaluation.topK", $"{m.Evaluation.TopK}", $"-");
}
