using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>The losses of FOSTER (algorithm, sections 6 and 7). Logits are [N, C]; every loss is a mean over the batch.</summary>
public static class FosterLosses
{
    /// <summary>Cross-entropy with labels [N] int64.</summary>
    public static Tensor CrossEntropy(Tensor logits, Tensor labels) => nn.functional.cross_entropy(logits, labels);

    /// <summary>
    /// Distillation: the cross-entropy of the softened logits against the softened teacher. There is no factor T^2, as in
    /// the reference.
    /// </summary>
    /// <param name="logits">The logits that learn, [N, C].</param>
    /// <param name="teacherLogits">The teacher's, [N, C]; treated as a constant.</param>
    /// <param name="temperature">T, above 0.</param>
    public static Tensor Distillation(Tensor logits, Tensor teacherLogits, double temperature)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(teacherLogits);
        using var scope = NewDisposeScope();
        var target = nn.functional.softmax(teacherLogits.detach() / temperature, 1);
        return AgainstTarget(logits, target, temperature).MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="Distillation"/>, with the teacher's softened probabilities weighted per class and normalised again.</summary>
    /// <param name="logits">The student's, [N, C].</param>
    /// <param name="teacherLogits">The teacher's, [N, C]; treated as a constant.</param>
    /// <param name="classWeights">One weight per class, [C].</param>
    /// <param name="temperature">T, above 0.</param>
    public static Tensor BalancedDistillation(Tensor logits, Tensor teacherLogits, Tensor classWeights, double temperature)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(teacherLogits);
        using var scope = NewDisposeScope();
        var weighted = nn.functional.softmax(teacherLogits.detach() / temperature, 1) * classWeights;
        var target = weighted / weighted.sum(1, keepdim: true);
        return AgainstTarget(logits, target, temperature).MoveToOuterDisposeScope();
    }

    private static Tensor AgainstTarget(Tensor logits, Tensor target, double temperature) =>
        -(target * nn.functional.log_softmax(logits / temperature, 1)).sum(1).mean();
}
