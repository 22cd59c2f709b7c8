// One mistake is one message.
// says: The phases cannot cover the classes: Classes is not set
namespace User;
[Experiment("mine-0")] public sealed partial record Mine0 : Base { public override DatasetConfig Data { get => new ShapesDataset { ClassCount = 6, ImageSide = 64, TestResize = {|CIMCIL040:32|} }; init { } } }
[Experiment("mine-1")] public sealed partial record Mine1 : Base { public override PhasePlan Phases { get; init; } = {|CIMCIL004:new()|}; }
