using CimCil.Foundation;

namespace CimCil.Data;

/// <summary>A classification dataset with a training and a test part.</summary>
/// <param name="Name">The name for messages and reports.</param>
/// <param name="ClassNames">The classes in their natural order.</param>
/// <param name="Train">Training images, sorted by class and then by name.</param>
/// <param name="Test">Test images, sorted by class and then by name.</param>
public sealed record Dataset(
    string Name,
    IReadOnlyList<string> ClassNames,
    IReadOnlyList<DatasetImage> Train,
    IReadOnlyList<DatasetImage> Test)
{
    /// <summary>Files among the images that are not used.</summary>
    public UnusedFiles UnusedFiles { get; init; } = UnusedFiles.None;

    /// <summary>What stands out in its folders, for whoever lists it.</summary>
    internal IReadOnlyList<Finding> Remarks { get; init; } = [];
}
