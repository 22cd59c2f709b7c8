namespace CimCil.Reporting;

/// <summary>A network's accuracies after a phase, in percent.</summary>
/// <param name="Top1">Top-1 on all classes seen.</param>
/// <param name="TopK">Top-k on all classes seen.</param>
/// <param name="K">k.</param>
/// <param name="Old">Top-1 on the classes of earlier phases; null in phase 0.</param>
/// <param name="New">Top-1 on the phase's classes.</param>
internal sealed record ScoreRecord(double Top1, double TopK, int K, double? Old, double New);
