using static TorchSharp.torch;

namespace CimCil.Masking;

/// <summary>The losses of one mask step, as scalars on the device.</summary>
/// <param name="Inner">L_CIL on the softly compressed batch.</param>
/// <param name="Validation">Cross-entropy of the second batch under the fast weights.</param>
/// <param name="Diversity">Cross-entropy of the rational network on the first batch.</param>
/// <param name="Memory">R(phi): mean square of the heatmaps.</param>
/// <param name="Outer">What phi descends: validation + mu' diversity + mu memory.</param>
/// <param name="FlatCount">Images without evidence, which took no part (decision 9).</param>
internal sealed record MaskLosses(Tensor Inner, Tensor Validation, Tensor Diversity, Tensor Memory, Tensor Outer, Tensor FlatCount)
{
    /// <summary>The losses of a step that no image takes part in: 0, and all its images counted as flat.</summary>
    internal static MaskLosses Nothing(Tensor labels)
    {
        Tensor Zero() => zeros([], ScalarType.Float32, labels.device);
        return new MaskLosses(Zero(), Zero(), Zero(), Zero(), Zero(), tensor(labels.shape[0], device: labels.device));
    }

    internal MaskLosses MoveToOuterDisposeScope()
    {
        foreach (var loss in new[] { Inner, Validation, Diversity, Memory, Outer, FlatCount })
            loss.MoveToOuterDisposeScope();
        return this;
    }
}
