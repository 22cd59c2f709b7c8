namespace CimCil.Training;

/// <summary>A total of an epoch and the images or steps that it stands for.</summary>
/// <param name="Name">Such as <c>loss</c>.</param>
/// <param name="Weight">Images, or mask steps.</param>
internal sealed record TotalWeight(string Name, long Weight);
