using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>Losses that learners share. Logits are [N, C]; every loss is a mean over the batch.</summary>
public static class Losses
{
    /// <summary>Cross-entropy with labels [N] int64.</summary>
    public static Tensor CrossEntropy(Tensor logits, Tensor labels) => nn.functional.cross_entropy(logits, labels);

    /// <summary>
    /// Distillation: the cross-entropy of softened logits against other softened logits. There is no factor T^2, as in
    /// the reference.
    /// </summary>
    /// <param name="logits">The logits that learn, [N, C].</param>
    /// <param name="target">The logits that they learn from, [N, C]; treated as a constant.</param>
    /// <param name="temperature">T, above 0.</param>
    public static Tensor Distillation(Tensor logits, Tensor target, double temperature)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(target);
        using var scope = NewDisposeScope();
        var probabilities = nn.functional.softmax(target.detach() / temperature, 1);
        return AgainstTarget(logits, probabilities, temperature).MoveToOuterDisposeScope();
    }

    /// <summary>The cross-entropy of softened logits against probabilities [N, C].</summary>
    public static Tensor AgainstTarget(Tensor logits, Tensor target, double temperature)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(target);
        return -(target * nn.functional.log_softmax(logits / temperature, 1)).sum(1).mean();
    }
}
