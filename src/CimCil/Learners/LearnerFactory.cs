using CimCil.Configuration;
using CimCil.Foundation;
using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>Makes the learner of a configuration.</summary>
public static class LearnerFactory
{
    /// <summary>A learner before its first phase.</summary>
    /// <param name="config">Which learner, and its settings.</param>
    /// <param name="network">The backbone.</param>
    /// <param name="training">Epochs and rates of the phases.</param>
    /// <param name="carryOver">Which branch's activations a new network takes.</param>
    /// <param name="device">Where the network lies.</param>
    /// <exception cref="ConfigurationException">The section is of a learner that does not exist here.</exception>
    public static Learner Create(LearnerConfig config, NetworkConfig network, TrainingConfig training, PhiCarryOver carryOver, Device device)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config switch
        {
            FosterConfig foster => new FosterLearner(foster, network, training, carryOver, device),
            _ => throw new ConfigurationException($"There is no learner for {config.GetType().Name}: the learners are FosterConfig. Choose one of them."),
        };
    }
}
