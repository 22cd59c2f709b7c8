namespace CimCil.Reporting;

/// <summary>What is known class by class after a phase.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="ClassCount">Classes seen.</param>
/// <param name="Networks">By network.</param>
/// <param name="Classes">What the memory holds of each class.</param>
internal sealed record EvaluationRecord(int Phase, int ClassCount, IReadOnlyDictionary<string, ConfusionRecord> Networks, IReadOnlyList<ClassRecord> Classes)
{
    /// <summary>The name of a class.</summary>
    public string NameOf(int label) => Classes.FirstOrDefault(one => one.Label == label)?.Name ?? $"class {label}";
}
