namespace CimCil.Configuration;

/// <summary>What is measured after each phase.</summary>
[ConfigSection]
public sealed partial record EvaluationConfig : ConfigSection
{
    /// <summary>k of the top-k accuracy that is reported beside top-1; never more than the classes seen.</summary>
    [Between(1, 1000, Unit = "classes")]
    public int TopK { get; init; } = 5;

    /// <summary>Images per step.</summary>
    [Between(1, 65536, Unit = "images")]
    public int BatchSize { get; init; } = 128;
}
