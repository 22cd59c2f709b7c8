using CimCil.Learners;

namespace CimCil.Planning;

/// <summary>A stage of a learner's phases and what its steps take.</summary>
/// <param name="Name">The stage.</param>
/// <param name="EpochCount">Its epochs.</param>
/// <param name="StepSeconds">A training step.</param>
/// <param name="MaskStepSeconds">A mask step; 0 where masks are not learnt along with it.</param>
internal sealed record StageTime(string Name, int EpochCount, double StepSeconds, double MaskStepSeconds)
{
    /// <summary>The images that it trains on.</summary>
    internal StageImages Images { get; init; } = StageImages.All;
}
