namespace CimCil.Reporting;

/// <summary>A finished phase.</summary>
/// <param name="Index">From 0.</param>
/// <param name="ClassesSeen">Classes seen at its end.</param>
/// <param name="Scores">By network; percent.</param>
/// <param name="ExemplarCount">Exemplars.</param>
/// <param name="ImageEquivalents">Their cost.</param>
/// <param name="ByteCount">Bytes of their pixels.</param>
/// <param name="FileByteCount">Bytes of the memory's file.</param>
/// <param name="Budget">What they may cost, in image equivalents or in bytes of the file.</param>
/// <param name="CountsBytes">Whether the budget is one of bytes.</param>
/// <param name="MeanBoxShare">Mean share of the box in the image.</param>
/// <param name="TrueBoxCoverage">Mean share of the true box that the boxes of the phase's images cover; null where no true box is known.</param>
/// <param name="PlainCoverage">The same for the plain class activation map.</param>
/// <param name="Seconds">Time of the phase.</param>
internal sealed record PhaseRecord(
    int Index, int ClassesSeen, IReadOnlyDictionary<string, ScoreRecord> Scores, int ExemplarCount, double ImageEquivalents, long ByteCount,
    long FileByteCount, double Budget, bool CountsBytes, double MeanBoxShare, double? TrueBoxCoverage, double? PlainCoverage, double Seconds)
{
    /// <summary>What counts against the budget, in its unit.</summary>
    public double BudgetUsed => CountsBytes ? FileByteCount : ImageEquivalents;

    /// <summary>The part of the budget that is used, in percent; null where there is no budget.</summary>
    public double? BudgetUsePercent => Budget > 0 ? 100 * BudgetUsed / Budget : null;
}
