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

    /// <summary>The numbers that convolutions compute in.</summary>
    public Precision Precision { get; init; } = Precision.Float32;

    /// <summary>Phase 0.</summary>
    public StageConfig FirstPhase { get; init; } = new() { Epochs = 200 };

    /// <summary>Every later phase (FOSTER's boosting).</summary>
    public StageConfig LaterPhases { get; init; } = new() { Epochs = 170 };
}
