using CimCil.Configuration;
using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>What a learner gets beside its own section.</summary>
/// <param name="Network">The backbone of its branches.</param>
/// <param name="Training">Epochs and rates of the phases.</param>
/// <param name="Device">Where its networks lie.</param>
public sealed record LearnerSetup(NetworkConfig Network, TrainingConfig Training, Device Device);
