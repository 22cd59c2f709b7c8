namespace CimCil.Learners.Foster;

/// <summary>FOSTER's weights against the imbalance between few exemplars and many new images (algorithm, section 6).</summary>
internal static class ClassWeights
{
    /// <summary>
    /// One weight per class: (1 - beta) / (1 - beta^n), scaled so that they sum to the number of classes. A class seen
    /// once weighs most.
    /// </summary>
    /// <param name="beta">In [0, 1); 0 weighs all classes alike.</param>
    /// <param name="counts">Training images of each class, each at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">beta or a count is out of range.</exception>
    public static double[] EffectiveNumber(double beta, IReadOnlyList<double> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (beta is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(beta), beta, "beta lies in [0, 1).");
        var weights = new double[counts.Count];
        for (var i = 0; i < weights.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(counts[i], 1);
            weights[i] = (1 - beta) / (1 - Math.Pow(beta, counts[i]));
        }
        var scale = weights.Length / weights.Sum();
        return [.. weights.Select(weight => weight * scale)];
    }
}
