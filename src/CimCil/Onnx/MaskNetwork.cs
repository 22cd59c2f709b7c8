using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Onnx;

/// <summary>
/// What a mask model is made from, whatever learner trained it: branches whose maps and features are concatenated, and one linear
/// head over all features. Holds references; the tensors stay their owner's.
/// </summary>
/// <param name="Branches">The backbones, old ones first.</param>
/// <param name="HeadWeight">[C, D] with D the features of all branches.</param>
public sealed record MaskNetwork(IReadOnlyList<ResNet> Branches, Tensor HeadWeight)
{
    /// <summary>A FOSTER network: boosted (two branches) or compressed (one).</summary>
    public static MaskNetwork Of(FosterNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return new MaskNetwork(network.Branches, network.Head.Weight);
    }

    /// <summary>Classes C.</summary>
    public int ClassCount => (int)HeadWeight.shape[0];

    /// <summary>Length D of a feature vector.</summary>
    public int FeatureCount => (int)HeadWeight.shape[1];
}
