using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>A network whose accuracy is reported after a phase.</summary>
/// <param name="Name">Such as <c>boosted</c> or <c>compressed</c>.</param>
/// <param name="Module">The network, for saving.</param>
/// <param name="Logits">Logits [N, C] of images [N, 3, H, W] in evaluation mode.</param>
public sealed record ScoredNetwork(string Name, nn.Module Module, Func<Tensor, Tensor> Logits);
