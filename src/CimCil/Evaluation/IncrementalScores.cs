namespace CimCil.Evaluation;

/// <summary>What a network's accuracies after each phase come to.</summary>
/// <param name="Average">Average incremental accuracy: the mean over phases of top-1 on all classes seen so far, in percent.</param>
/// <param name="Last">Top-1 after the last phase, in percent.</param>
/// <param name="Forgetting">See <see cref="AccuracyMatrix.Forgetting"/>, in points.</param>
/// <param name="Matrix">Accuracy after each phase on the classes of each phase.</param>
public sealed record IncrementalScores(double Average, double Last, double Forgetting, AccuracyMatrix Matrix)
{
    /// <summary>Sums up the scores of one network, one entry per finished phase.</summary>
    /// <exception cref="ArgumentException">No phase has finished, or a row of <see cref="NetworkScores.PerPhase"/> is missing.</exception>
    public static IncrementalScores Of(IReadOnlyList<NetworkScores> phases)
    {
        ArgumentNullException.ThrowIfNull(phases);
        var matrix = new AccuracyMatrix(phases.Select(scores => scores.PerPhase));
        return new IncrementalScores(phases.Average(scores => scores.Top1), phases[^1].Top1, matrix.Forgetting, matrix);
    }
}
