using CimCil.Configuration;

namespace CimCil.Exemplars;

/// <summary>The state of the memory after a phase, as stored with it.</summary>
public sealed record PhaseSummary
{
    /// <summary>The phase, from 0.</summary>
    public required int Phase { get; init; }

    /// <summary>Classes seen after the phase.</summary>
    public required int SeenClassCount { get; init; }

    /// <summary>The budget that the phase was filled under.</summary>
    public required Budget Budget { get; init; }

    /// <summary>What each class might cost, in the unit of the budget: image equivalents or bytes; the mean where shares differ.</summary>
    public required double Share { get; init; }

    /// <summary>The kind of the share rule, such as <c>equal</c>.</summary>
    public required string ShareRule { get; init; }

    /// <summary>Exemplars held after the phase.</summary>
    public required int ExemplarCount { get; init; }

    /// <summary>Their cost in image equivalents.</summary>
    public required double ImageEquivalents { get; init; }

    /// <summary>Bytes of their encoded pixels.</summary>
    public required long ByteCount { get; init; }

    /// <summary>Mean share of the box in the image, in [0, 1]; 0 when nothing is held.</summary>
    public required double MeanBoxShare { get; init; }

    /// <summary>Exemplars that the phase added.</summary>
    public required int AddedCount { get; init; }

    /// <summary>Exemplars of older classes that the phase dropped.</summary>
    public required int DroppedCount { get; init; }

    /// <summary>Bytes of the database file after the phase.</summary>
    public required long FileByteCount { get; init; }

    /// <summary>What counts against the budget, in its unit.</summary>
    public double Used => Budget.Unit == BudgetUnit.Bytes ? FileByteCount : ImageEquivalents;

    /// <summary>The part of the budget that is used, in percent.</summary>
    public double UsedPercent => 100 * Used / Budget.Total(SeenClassCount);
}
