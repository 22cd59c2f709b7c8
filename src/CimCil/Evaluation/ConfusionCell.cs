namespace CimCil.Evaluation;

/// <summary>How many test images of a class were taken for another one, or for itself.</summary>
/// <param name="Label">The true class, as position in the class order.</param>
/// <param name="Predicted">The class that was predicted first.</param>
/// <param name="Count">Images, at least 1.</param>
public readonly record struct ConfusionCell(int Label, int Predicted, int Count);
