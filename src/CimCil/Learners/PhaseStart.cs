using CimCil.Data;

namespace CimCil.Learners;

/// <summary>What a learner knows when a phase begins.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="ImageCounts">Training images of each seen class by label: stored exemplars of old classes, all images of new ones.</param>
/// <param name="NominalOldCount">The budget's share of one known class, as the reference counts old exemplars; 0 in phase 0.</param>
/// <param name="Seed">The seed of the weights that start at random.</param>
public sealed record PhaseStart(Phase Phase, IReadOnlyList<int> ImageCounts, double NominalOldCount, long Seed);
