using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>What one pass of a network gives; what costs time is made when it is asked for, in the asker's dispose scope.</summary>
public sealed class NetworkOutput
{
    private readonly IncrementalNetwork _network;
    private readonly IReadOnlyList<Tensor> _branchFeatures;

    internal NetworkOutput(IncrementalNetwork network, IReadOnlyList<Tensor> branchMaps, IReadOnlyList<Tensor> branchFeatures, Tensor features)
    {
        _network = network;
        BranchMaps = branchMaps;
        _branchFeatures = branchFeatures;
        Features = features;
    }

    /// <summary>Each branch's last maps, [N, D, h, w], the oldest branch first.</summary>
    public IReadOnlyList<Tensor> BranchMaps { get; }

    /// <summary>The features of all branches, the oldest first: [N, D].</summary>
    public Tensor Features { get; }

    /// <summary>The maps of all branches, concatenated over channels.</summary>
    public Tensor Maps => BranchMaps.Count == 1 ? BranchMaps[0] : cat([.. BranchMaps], 1);

    /// <summary>The classifier's logits, [N, C].</summary>
    public Tensor Logits => Of(HeadShape.Classifier);

    /// <summary>The logits of a head.</summary>
    /// <exception cref="ArgumentException">The network has no such head.</exception>
    public Tensor Of(string head)
    {
        var found = _network.Head(head);
        return found.Shape.Input switch
        {
            HeadInput.NewestBranch => found.Apply(_branchFeatures[^1]),
            HeadInput.OlderBranches => found.Apply(_branchFeatures.Count == 2 ? _branchFeatures[0] : cat([.. _branchFeatures.SkipLast(1)], 1)),
            _ => found.Apply(Features),
        };
    }
}
