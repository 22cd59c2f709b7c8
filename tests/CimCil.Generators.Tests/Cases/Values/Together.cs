// Rules over several settings are those of the library.
// says: data.testResize is 64: the centre crop must fit into the resized test image. Use 224 or more, or make imageSide at most 64.
// says: data.classListFile is empty: the classes come from a file, so the file must be named.
namespace User;
[Experiment("mine-0", Summary = "s")]
public sealed partial record Mine0 : Base
{
    public override DatasetConfig Data { get; init; } = new ShapesDataset { ClassCount = 6, ImageSide = 224, TestResize = {|CIMCIL040:64|} };
}
[Experiment("mine-1", Summary = "s")]
public sealed partial record Mine1 : Base
{
    public override DatasetConfig Data { get; init; } = new ImageNetDataset { Classes = {|CIMCIL040:ImageNetClasses.FromFile|} };
}
[Experiment("mine-2", Summary = "s")]
public sealed partial record Mine2 : Base
{
    public override DatasetConfig Data { get; init; } = new ImageNetDataset { Classes = ImageNetClasses.FromFile, ClassListFile = "list.txt" };
}
[Experiment("mine-3", Summary = "s")]
public sealed partial record Mine3 : Base
{
    public override DatasetConfig Data { get; init; } = {|CIMCIL004:new Food101Dataset()|};
}
[Experiment("mine-4", Summary = "s")]
public sealed partial record Mine4 : Base
{
    public override DatasetConfig Data { get; init; } = new ShapesDataset { ClassCount = {|CIMCIL004:5|}, ImageSide = 64, TestResize = 64 };
}
[Experiment("mine-5", Summary = "s")]
public sealed partial record Mine5 : Base
{
    public override MaskConfig Mask { get; init; } = CimMask.Paper with { RefreshInterval = {|CIMCIL005:171|} };
}
[Experiment("mine-6", Summary = "s")]
public sealed partial record Mine6 : Base
{
    public override TrainingConfig Training { get; init; } = new() { FirstPhase = new() { Epochs = 45 }, LaterPhases = new() { Epochs = {|CIMCIL005:12|} } };
}
[Experiment("mine-7", Summary = "s")]
public sealed partial record Mine7 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { StageBlocks = {|CIMCIL006:[1, 1, 1, 1, 1, 1]|} };
}
[Experiment("mine-8", Summary = "s")]
public sealed partial record Mine8 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { Stem = Stem.ImageNet, StageBlocks = {|CIMCIL006:[1, 1, 1, 1, 1]|} };
}
[Experiment("mine-9", Summary = "s")]
public sealed partial record Mine9 : Base
{
    public override NetworkConfig Network { get; init; } = NetworkConfig.Small with { Pretrained = new() { Sha256 = {|CIMCIL040:"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"|} } };
}
[Experiment("mine-10", Summary = "s")]
public sealed partial record Mine10 : Base
{
    public override LearnerConfig Learner { get; init; } = FosterConfig.Paper with { {|CIMCIL008:AlignmentValue = 2|} };
}
[Experiment("mine-11", Summary = "s")]
public sealed partial record Mine11 : Base
{
    public override LearnerConfig Learner { get; init; } = FosterConfig.Paper with { AlignmentValue = 2 } with { WeightAlignment = WeightAlignment.AfterBoosting };
}
