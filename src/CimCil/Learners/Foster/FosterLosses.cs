using static TorchSharp.torch;

namespace CimCil.Learners.Foster;

/// <summary>What FOSTER has beside the losses that learners share (algorithm, section 7). Logits are [N, C]; a loss is a mean over the batch.</summary>
internal static class FosterLosses
{
    /// <summary>As <see cref="Losses.Distillation"/>, with the teacher's softened probabilities weighted per class and normalised again.</summary>
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
        return Losses.AgainstTarget(logits, target, temperature).MoveToOuterDisposeScope();
    }
}
