using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Networks;

namespace CimCil.Observers;

/// <summary>A phase whose memory is filled.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Network">The deployed network.</param>
/// <param name="Memory">What the memory holds.</param>
/// <param name="NewSamples">The phase's training images.</param>
internal sealed record FilledPhase(Phase Phase, IncrementalNetwork Network, ExemplarSnapshot Memory, IReadOnlyList<Sample> NewSamples);
