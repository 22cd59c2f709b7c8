using CimCil.Data;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>The memory as a learner sees it after a phase: the features of each class's exemplars.</summary>
public sealed class MemoryFeatures
{
    private readonly ILookup<int, Sample> _byLabel;
    private readonly FeatureExtractor _extractor;

    /// <summary>The memory of all classes seen.</summary>
    /// <param name="phase">The phase that has ended.</param>
    /// <param name="exemplars">The exemplars of all classes seen, as they replay.</param>
    /// <param name="extractor">Runs networks over them.</param>
    internal MemoryFeatures(Phase phase, IReadOnlyList<Sample> exemplars, FeatureExtractor extractor)
    {
        (Phase, _extractor) = (phase, extractor);
        _byLabel = exemplars.ToLookup(sample => sample.Label);
    }

    /// <summary>The phase that has ended.</summary>
    public Phase Phase { get; }

    /// <summary>The features [n, D] of the exemplars of a class, in the caller's dispose scope; null for a class that has none.</summary>
    public Tensor? Of(IncrementalNetwork network, int label)
    {
        Sample[] samples = [.. _byLabel[label]];
        return samples.Length == 0 ? null : _extractor.Extract(network, samples).Features;
    }
}
