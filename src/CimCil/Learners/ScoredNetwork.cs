using CimCil.Networks;

namespace CimCil.Learners;

/// <summary>A network whose accuracy is reported after a phase.</summary>
/// <param name="Name">Its role, such as FOSTER's <c>boosted</c>.</param>
/// <param name="Network">The network.</param>
/// <param name="Head">The head whose logits count: the classifier, or another one such as the nearest class mean.</param>
public sealed record ScoredNetwork(string Name, IncrementalNetwork Network, string Head = HeadShape.Classifier);
