// A section has the values that its last change gives it.
// says: Fill is 7: it must be one of skipAndContinue, stopAtFirst, knapsack
// says: Data is null: it must be given
// says: Epochs is 0: it must be from 1 to 100000
namespace User;
[Experiment("mine-0", Summary = "s")]
public sealed partial record Mine0 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = 0.5 } with { Threshold = {|CIMCIL003:1.5|} };
}
[Experiment("mine-1", Summary = "s")]
public sealed partial record Mine1 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { Threshold = 1.5 } with { Threshold = 0.5 };
}
[Experiment("mine-2", Summary = "s")]
public sealed partial record Mine2 : Base
{
    public override MaskConfig Mask { get; init; } = new CimMask() { Threshold = {|CIMCIL003:1.5|} };
}
[Experiment("mine-3", Summary = "s")]
public sealed partial record Mine3 : Base
{
    public override TrainingConfig Training { get; init; } = new() { FirstPhase = new() { Epochs = {|CIMCIL003:0|} } };
}
[Experiment("mine-4", Summary = "s")]
public sealed partial record Mine4 : Base
{
    public override TrainingConfig Training { get; init; } = new() { FirstPhase = new StageConfig { Epochs = 50 } with { LearningRate = {|CIMCIL003:-1|} } };
}
[Experiment("mine-5", Summary = "s")]
public sealed partial record Mine5 : Base
{
    public override DatasetConfig Data { get; init; } = new ShapesDataset { ClassCount = 6, ImageSide = {|CIMCIL003:4|}, TestResize = 64 };
}
[Experiment("mine-6", Summary = "s")]
public sealed partial record Mine6 : Base
{
    public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Images(40), Fill = {|CIMCIL003:(Fill)7|} };
}
[Experiment("mine-7", Summary = "s")]
public sealed partial record Mine7 : Base
{
    public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Images(40), Shares = new WeightedShares { Weights = {|CIMCIL003:[1, 0]|} } };
}
[Experiment("mine-8", Summary = "s")]
public sealed partial record Mine8 : Base
{
    public override DatasetConfig Data { get; init; } = {|CIMCIL003:null!|};
}
[Experiment("mine-9", Summary = "s")]
public sealed partial record Mine9 : Base
{
    public override int Seed { get; init; } = {|CIMCIL003:-1|};
}
[Experiment("mine-10", Summary = "s")]
public sealed partial record Mine10 : Base
{
    public override int Seed { get => {|CIMCIL003:-1|}; init { } }
}
[Experiment("mine-11", Summary = "s")]
public sealed partial record Mine11 : Base
{
    public override MaskConfig Mask { get => CimMask.Paper with { Threshold = {|CIMCIL003:1.5|} }; init { } } 
}
