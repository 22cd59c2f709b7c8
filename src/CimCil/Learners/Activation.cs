using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>What the mask trainer sees of a network under one choice of activations.</summary>
/// <param name="Maps">The last maps of all branches, [N, D, h, w].</param>
/// <param name="Logits">[N, C].</param>
public sealed record Activation(Tensor Maps, Tensor Logits);
