using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>What one pass of a FOSTER network gives.</summary>
/// <param name="Maps">The branches' last maps, concatenated over channels, old branch first: [N, D, h, w].</param>
/// <param name="Features">Their averages, [N, D].</param>
/// <param name="Logits">All features to all classes (<c>fc</c>), [N, C].</param>
/// <param name="NewBranchLogits">The newest branch alone to all classes (<c>fe_fc</c>), [N, C].</param>
/// <param name="OldLogits">The old branch alone to the old classes (<c>oldfc</c>), [N, known]; null with one branch.</param>
public sealed record FosterOutput(Tensor Maps, Tensor Features, Tensor Logits, Tensor NewBranchLogits, Tensor? OldLogits);
