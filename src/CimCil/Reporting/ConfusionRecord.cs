namespace CimCil.Reporting;

/// <summary>A network's answers by class.</summary>
/// <param name="Images">Test images of each class.</param>
/// <param name="Correct">Right answers of each class.</param>
/// <param name="Cells">Label, prediction and count; those that are not 0.</param>
internal sealed record ConfusionRecord(IReadOnlyList<int> Images, IReadOnlyList<int> Correct, IReadOnlyList<(int Label, int Predicted, int Count)> Cells);
