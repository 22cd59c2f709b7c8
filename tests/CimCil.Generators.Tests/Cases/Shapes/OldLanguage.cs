// A version of the language that generated code cannot be compiled with is one error.
// lang: 9
// bare:
// says: compiled as C# 9.0, and what CimCil generates needs C# 12 or later
namespace User
{
    using CimCil.Configuration;
    public abstract record Base : Experiment
    {
        public override DatasetConfig Data { get; init; } = new ShapesDataset { ClassCount = 6, ImageSide = 64, TestResize = 64 };
        public override PhasePlan Phases { get; init; } = PhasePlan.FromScratch(classes: 6, phases: 3);
        public override NetworkConfig Network { get; init; } = NetworkConfig.Small;
        public override LearnerConfig Learner { get; init; } = FosterConfig.Paper;
        public override MaskConfig Mask { get; init; } = CimMask.Paper;
        public override MemoryConfig Memory { get; init; } = new() { Budget = Budget.Images(40) };
    }
    [Experiment("mine", Summary = "s")]
    public sealed partial record {|CIMCIL027:Mine|} : Base
    {
    }
    [Experiment("other")]
    public sealed partial record Other : Base
    {
    }
}
