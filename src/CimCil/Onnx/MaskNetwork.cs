using CimCil.Networks;

namespace CimCil.Onnx;

/// <summary>What a mask model is made from, whatever learner trained it. Holds references; the tensors stay their owner's.</summary>
/// <param name="Network">The network, in evaluation mode: its classifier's rows make heatmaps.</param>
/// <param name="Head">The head that makes logits.</param>
public sealed record MaskNetwork(IncrementalNetwork Network, Head Head)
{
    /// <summary>A network whose classifier makes logits.</summary>
    public static MaskNetwork Of(IncrementalNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new MaskNetwork(network, network.Classifier);
    }

    /// <summary>Classes C.</summary>
    public int ClassCount => Network.Classifier.ClassCount;

    /// <summary>Length D of a feature vector.</summary>
    public int FeatureCount => Network.FeatureCount;
}
