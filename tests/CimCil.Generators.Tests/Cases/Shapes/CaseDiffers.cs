// Two records may differ in case alone.
// lists: a, b
namespace User;
[Experiment("a")] public sealed partial record Food : Base;
[Experiment("b")] public sealed partial record FOOD : Base;
[ConfigSection("c")] public sealed partial record FoOD : OwnMask;
