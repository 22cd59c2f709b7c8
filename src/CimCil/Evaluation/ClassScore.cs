namespace CimCil.Evaluation;

/// <summary>How one class fared.</summary>
/// <param name="Label">The class as its position in the class order.</param>
/// <param name="ImageCount">Test images of the class.</param>
/// <param name="CorrectCount">Those whose first prediction is the class.</param>
public readonly record struct ClassScore(int Label, int ImageCount, int CorrectCount);
