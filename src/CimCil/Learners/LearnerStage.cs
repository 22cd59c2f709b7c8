using CimCil.Configuration;

namespace CimCil.Learners;

/// <summary>
/// One stage of a phase's training. Its parts are called in order: <see cref="Prepare"/> once, <see cref="Begin"/> once and again
/// whenever training is resumed within the stage, <see cref="Finish"/> once. Networks change in the first and the last alone; both may
/// rely on what the stages before have left, so that a learner needs no protocol of its own for resumption.
/// </summary>
public sealed class LearnerStage
{
    /// <summary>The name of the stage, for progress and metrics.</summary>
    public required string Name { get; init; }

    /// <summary>Epochs, optimizer, rate and weight decay.</summary>
    public required StageConfig Schedule { get; init; }

    /// <summary>The images that it trains on.</summary>
    public StageImages Images { get; init; } = StageImages.All;

    /// <summary>Makes the networks of the stage.</summary>
    public Action Prepare { get; init; } = () => { };

    /// <summary>What is minimised, for the networks as they are; all of them are in evaluation mode, and the one that learns leaves it for its steps.</summary>
    public required Func<StageModel> Begin { get; init; }

    /// <summary>What is done after the last epoch.</summary>
    public Action Finish { get; init; } = () => { };

    /// <summary>Whether the masks learn along with this stage.</summary>
    public MaskLearning MaskLearning { get; init; } = MaskLearning.Alternating;
}

/// <summary>Whether the masks learn along with a stage.</summary>
public enum MaskLearning
{
    /// <summary>Mask steps follow the training steps of every epoch, and boxes are refreshed.</summary>
    Alternating,

    /// <summary>Masks and boxes stay as they are.</summary>
    Paused,
}
