using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>The loss of a batch.</summary>
/// <param name="Total">The scalar to minimise.</param>
/// <param name="Logits">The logits that count as the prediction, [N, C].</param>
/// <param name="Terms">What <paramref name="Total"/> is made of, by name, where it has several parts.</param>
public sealed record StageLoss(Tensor Total, Tensor Logits, params IReadOnlyList<KeyValuePair<string, Tensor>> Terms);
