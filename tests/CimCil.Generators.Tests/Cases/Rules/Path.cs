// A problem names a setting of its section.
// says: 'sede' names no setting of 'Mine'. Did you mean seed?
// says: 'mask.treshold' names no setting of 'Other'. Did you mean mask.threshold?
namespace User;
[Experiment("mine")]
public sealed partial record Mine : Base
{
    [Rule("x")] private static ConfigProblem? A(Mine m) => m.Seed == 99 ? ConfigProblem.At({|CIMCIL029:"sede"|}, $"{m.Seed}", $"-") : null;
    [Rule("x")] private static ConfigProblem? B(Mine m) => m.Seed == 99 ? ConfigProblem.At("training.firstPhase.epochs", $"{m.Seed}", $"-") : null;
    [Rule("x")] private static ConfigProblem? C(Mine m) => m.Seed == 99 ? new ConfigProblem({|CIMCIL029:"training.firstPhase.epoch"|}, "", "", "") : null;
    [Rule("x")] private static ConfigProblem? D(Mine m) => m.Seed == 99 ? ConfigProblem.At("mask.threshold", $"{m.Seed}", $"-") : null;
    [Rule("x")] private static ConfigProblem? E(Mine m) => m.Seed == 99 ? ConfigProblem.At("mask.kind", $"{m.Seed}", $"-") : null;
}
[ConfigSection]
public sealed partial record Other : ConfigSection
{
    public Middle Mask { get; init; } = new Policy();
    [Rule("x")] private static ConfigProblem? A(Other m) => m.Mask is null ? ConfigProblem.At({|CIMCIL029:"mask.treshold"|}, $"-", $"-") : null;
    [Rule("x")] private static ConfigProblem? B(Other m) => m.Mask is null ? ConfigProblem.At("mask.somethingElse", $"-", $"-") : null;
}
[ConfigSection] public abstract partial record Middle : ConfigSection { public int Threshold { get; init; } }
[ConfigSection("policy")] public sealed partial record Policy : Middle;
