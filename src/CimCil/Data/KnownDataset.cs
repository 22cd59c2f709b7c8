namespace CimCil.Data;

/// <summary>What a published dataset holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ClassCount">Classes.</param>
/// <param name="TrainCount">Training images; 0 where nobody knows.</param>
/// <param name="TestCount">Test images.</param>
internal sealed record KnownDataset(string Name, int ClassCount, int TrainCount, int TestCount);
