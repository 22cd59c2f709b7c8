using static TorchSharp.torch;

namespace CimCil.Masking;

/// <summary>Clips gradients on their device; the tensor library's own clipping reads the norm back and so waits for the device.</summary>
internal static class GradientClip
{
    /// <summary>Scales the gradients in place so that their joint L2 norm is at most <paramref name="maxNorm"/>.</summary>
    /// <returns>The joint norm before, a scalar.</returns>
    public static Tensor ToJointNorm(IReadOnlyList<Tensor> gradients, double maxNorm)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var norm = stack(gradients.Select(gradient => gradient.square().sum())).sum().sqrt();
        var scale = (maxNorm / (norm + 1e-6)).clamp_max(1);
        foreach (var gradient in gradients)
            gradient.mul_(scale);
        return norm.MoveToOuterDisposeScope();
    }
}
