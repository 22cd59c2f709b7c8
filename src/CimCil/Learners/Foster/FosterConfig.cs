using CimCil.Learners;
using CimCil.Learners.Foster;

namespace CimCil.Configuration;

/// <summary>FOSTER: boost with a second branch, then compress both into one (Wang et al., ECCV 2022; algorithm, sections 2 to 7).</summary>
[ConfigSection("foster")]
public sealed partial record FosterConfig : LearnerConfig
{
    /// <summary>beta of the class weights while boosting.</summary>
    [Between(0, 0.9999999)]
    public double Beta1 { get; init; } = 0.97;

    /// <summary>beta of the class weights while compressing.</summary>
    [Between(0, 0.9999999)]
    public double Beta2 { get; init; } = 0.97;

    /// <summary>Distillation temperature T.</summary>
    [Positive]
    public double Temperature { get; init; } = 2;

    /// <summary>Weight of the old-class distillation loss (lambda_okd).</summary>
    [NotNegative]
    public double DistillationWeight { get; init; } = 1;

    /// <summary>Whether the boosted classifier's new rows are scaled to the old rows' norm after boosting.</summary>
    public WeightAlignment WeightAlignment { get; init; } = WeightAlignment.Off;

    /// <summary>Base of the alignment's damping value^(old / increment).</summary>
    [ReadWhen(nameof(WeightAlignment), WeightAlignment.AfterBoosting)]
    [Between(0, 10)]
    public double AlignmentValue { get; init; } = 1;

    /// <summary>The training of the compressed network; the reference uses no weight decay here.</summary>
    public StageConfig Compression { get; init; } = new() { Epochs = 130, LearningRate = 0.1, WeightDecay = 0 };

    /// <summary>Which branch's phi the compressed network takes (decision 2).</summary>
    public PhiCarryOver PhiCarryOver { get; init; } = PhiCarryOver.Newest;

    /// <summary>Which count of old exemplars enters the class weights (decision 21).</summary>
    public OldClassCount OldClassCount { get; init; } = OldClassCount.Stored;

    /// <summary>The settings of the paper for ImageNet; Food-101 uses <see cref="Beta1"/> = 0.95.</summary>
    public static FosterConfig Paper => new();

    /// <inheritdoc/>
    public override Learner CreateLearner(LearnerSetup setup) => new FosterLearner(this, setup);
}

/// <summary>Which count of old exemplars enters FOSTER's class weights.</summary>
public enum OldClassCount
{
    /// <summary>What the store really holds.</summary>
    Stored,

    /// <summary>The budget divided by the known classes, as the reference counts.</summary>
    Nominal,
}

/// <summary>Whether a grown classifier's new rows are scaled to the norm of the old rows.</summary>
public enum WeightAlignment
{
    /// <summary>No alignment (the paper's setting).</summary>
    Off,

    /// <summary>After boosting.</summary>
    AfterBoosting,
}

/// <summary>Which branch's phi the compressed network starts from.</summary>
public enum PhiCarryOver
{
    /// <summary>The newest branch's, so that what a phase learnt is carried on.</summary>
    Newest,

    /// <summary>The old branch's, as in the reference: every compressed network holds phase 0's phi.</summary>
    First,
}
