using CimCil.Configuration.Schema;

namespace CimCil.Configuration;

/// <summary>Epochs and optimizer of one stage of training.</summary>
[ConfigSection]
public sealed partial record StageConfig : ConfigSection
{
    /// <summary>Passes over the training images.</summary>
    [Between(1, 100000, Unit = "epochs")]
    public int Epochs { get; init; } = 1;

    /// <summary>What moves the parameters.</summary>
    public StageOptimizer Optimizer { get; init; } = StageOptimizer.Sgd;

    /// <summary>Learning rate at the start.</summary>
    [Positive]
    public double LearningRate { get; init; } = 0.1;

    /// <summary>How the rate changes over the epochs.</summary>
    public RateSchedule Schedule { get; init; } = RateSchedule.Cosine;

    /// <summary>The epochs before which the rate is multiplied by <see cref="MilestoneFactor"/>, from the first epoch as 0.</summary>
    [ReadWhen(nameof(Schedule), RateSchedule.Milestones)]
    [Positive(Unit = "epochs")]
    public IReadOnlyList<int> Milestones { get; init; } = [];

    /// <summary>What the rate is multiplied by at each milestone.</summary>
    [ReadWhen(nameof(Schedule), RateSchedule.Milestones)]
    [Between(0, 1)]
    public double MilestoneFactor { get; init; } = 0.1;

    /// <summary>L2 weight decay on all trained parameters.</summary>
    [NotNegative]
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>The rate of an epoch, from 0.</summary>
    public double RateOf(int epoch) => Schedule switch
    {
        // Half a cosine, once per epoch (algorithm, section 4).
        RateSchedule.Cosine => LearningRate * (1 + Math.Cos(Math.PI * epoch / Epochs)) / 2,
        RateSchedule.Milestones => LearningRate * Math.Pow(MilestoneFactor, Milestones.Count(milestone => milestone <= epoch)),
        _ => LearningRate,
    };

    /// <summary>The stages that a section describes, at any depth.</summary>
    internal static IEnumerable<StageConfig> AllIn(ConfigSection section) => section is StageConfig stage
        ? [stage]
        : section.GetSchema().Settings.OfType<SectionSetting>().Select(setting => setting.Child(section)).OfType<ConfigSection>().SelectMany(AllIn);

    [Rule("a schedule of milestones needs at least one")]
    private static ConfigProblem? MilestonesAreNamed(StageConfig stage) => stage.Schedule != RateSchedule.Milestones || stage.Milestones.Count > 0
        ? null
        : ConfigProblem.At("milestones", $"empty", $"Name the epochs at which the rate falls, or set schedule to cosine or constant.");

    [Rule("milestones rise, and the last one comes before the stage ends")]
    private static ConfigProblem? MilestonesAreReached(StageConfig stage)
    {
        if (stage.Schedule != RateSchedule.Milestones)
            return null;
        for (var i = 0; i < stage.Milestones.Count; i++)
        {
            if (i > 0 && stage.Milestones[i] <= stage.Milestones[i - 1])
                return ConfigProblem.At("milestones", $"{stage.Milestones[i]} after {stage.Milestones[i - 1]}", $"Name each epoch once, the smallest first.");
            if (stage.Milestones[i] >= stage.Epochs)
                return ConfigProblem.At("milestones", $"{stage.Milestones[i]} of {stage.Epochs} epochs", $"Name epochs below {stage.Epochs}, or train longer.");
        }
        return null;
    }
}

/// <summary>What moves the parameters of a stage.</summary>
public enum StageOptimizer
{
    /// <summary>Stochastic gradient descent with the momentum of <see cref="TrainingConfig"/>.</summary>
    Sgd,

    /// <summary>Adam with its usual moments (0.9, 0.999).</summary>
    Adam,
}

/// <summary>How the learning rate of a stage changes over its epochs.</summary>
public enum RateSchedule
{
    /// <summary>It falls to 0 along half a cosine.</summary>
    Cosine,

    /// <summary>It stays.</summary>
    Constant,

    /// <summary>It falls by a factor at named epochs.</summary>
    Milestones,
}
