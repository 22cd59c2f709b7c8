using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>Weight alignment of a grown head: its new rows are scaled to the norm of its old rows (Zhao et al., CVPR 2020).</summary>
internal static class HeadAlignment
{
    /// <summary>
    /// Scales the last rows of <paramref name="weight"/> by mean norm of the old rows / mean norm of the new rows x
    /// <paramref name="value"/>^(old / new), in place.
    /// </summary>
    /// <param name="weight">[classes, features].</param>
    /// <param name="newClassCount">Rows at the end that are new; at least one row is old.</param>
    /// <param name="value">FOSTER's damping base; 1 leaves the plain ratio.</param>
    public static void ScaleNewRows(Tensor weight, int newClassCount, double value)
    {
        ArgumentNullException.ThrowIfNull(weight);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var oldClassCount = weight.shape[0] - newClassCount;
        var norms = weight.norm(1);
        var ratio = norms.narrow(0, 0, oldClassCount).mean() / norms.narrow(0, oldClassCount, newClassCount).mean();
        weight.narrow(0, oldClassCount, newClassCount).mul_(ratio * Math.Pow(value, (double)oldClassCount / newClassCount));
    }
}
