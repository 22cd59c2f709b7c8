using CimCil.Data;

namespace CimCil.Training;

/// <summary>What a phase is trained on.</summary>
/// <param name="NewSamples">All training images of the new classes.</param>
/// <param name="Exemplars">The exemplars of the old classes, as stored.</param>
internal sealed record TrainingInput(IReadOnlyList<Sample> NewSamples, IReadOnlyList<Sample> Exemplars);
