namespace CimCil.Sweeps;

/// <summary>What was typed of a sweep.</summary>
internal sealed record SweepRequest
{
    /// <summary>The experiment's name.</summary>
    public required string Experiment { get; init; }

    /// <summary>What is changed in all arms, as <c>path=value</c>; applied before the varied settings.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>What is varied; applied in this order.</summary>
    public IReadOnlyList<SweepAxis> Axes { get; init; } = [];

    /// <summary>At least one seed, each once.</summary>
    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>Whether every arm is shortened as <see cref="Configuration.QuickRun"/> does it.</summary>
    public bool IsQuick { get; init; }

    /// <summary>What arms are compared with: the name of an arm, or some of the varied settings as <c>path=value</c>; none for the first arm.</summary>
    public IReadOnlyList<string> Baseline { get; init; } = [];
}
