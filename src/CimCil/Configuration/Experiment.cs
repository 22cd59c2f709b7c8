namespace CimCil.Configuration;

/// <summary>
/// One experiment: everything that decides its numbers. Derive a sealed partial record, mark it with
/// <see cref="ExperimentAttribute"/> and give the sections; the source generator completes it and adds it to the catalogue.
/// </summary>
public abstract partial record Experiment
{
    /// <summary>Where the images come from and how they are augmented.</summary>
    public abstract DatasetConfig Data { get; init; }

    /// <summary>Which classes arrive in which phase.</summary>
    public abstract PhasePlan Phases { get; init; }

    /// <summary>The backbone.</summary>
    public abstract NetworkConfig Network { get; init; }

    /// <summary>The class-incremental learner.</summary>
    public abstract LearnerConfig Learner { get; init; }

    /// <summary>How exemplars are compressed.</summary>
    public abstract MaskConfig Mask { get; init; }

    /// <summary>How much the exemplar memory may hold and how it is filled.</summary>
    public abstract MemoryConfig Memory { get; init; }

    /// <summary>Batch size, epochs and optimizer of the task level.</summary>
    public virtual TrainingConfig Training { get; init; } = new();

    /// <summary>What is measured after each phase.</summary>
    public virtual EvaluationConfig Evaluation { get; init; } = new();

    /// <summary>The seed that every random stream derives from; the class order has its own (<see cref="PhasePlan.ClassOrder"/>).</summary>
    [Between(0, int.MaxValue)]
    public virtual int Seed { get; init; } = 1;
}
