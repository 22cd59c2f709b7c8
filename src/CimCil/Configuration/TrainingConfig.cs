namespace CimCil.Configuration;

/// <summary>The task level: stochastic gradient descent with a cosine schedule to 0 in every phase.</summary>
[ConfigSection]
public sealed partial record TrainingConfig : ConfigSection
{
    /// <summary>Images per step.</summary>
    [Between(1, 65536, Unit = "images")]
    public int BatchSize { get; init; } = 256;

    /// <summary>Momentum of SGD.</summary>
    [Between(0, 0.9999)]
    public double Momentum { get; init; } = 0.9;

    /// <summary>Phase 0.</summary>
    public StageConfig FirstPhase { get; init; } = new() { Epochs = 200 };

    /// <summary>Every later phase (FOSTER's boosting).</summary>
    public StageConfig LaterPhases { get; init; } = new() { Epochs = 170 };
}

/// <summary>Epochs and optimizer of one stage of training.</summary>
[ConfigSection]
public sealed partial record StageConfig : ConfigSection
{
    /// <summary>Passes over the training images.</summary>
    [Between(1, 100000, Unit = "epochs")]
    public int Epochs { get; init; } = 1;

    /// <summary>Learning rate at the start; it falls to 0 along a cosine.</summary>
    [Positive]
    public double LearningRate { get; init; } = 0.1;

    /// <summary>L2 weight decay on all trained parameters.</summary>
    [NotNegative]
    public double WeightDecay { get; init; } = 5e-4;
}
