using System.Text.Json.Serialization;
using CimCil.Data;

namespace CimCil.Evaluation;

/// <summary>The accuracies of one network after a phase, over the test images of all classes seen, in percent and unrounded.</summary>
/// <param name="Top1">Share of images whose first prediction is right.</param>
/// <param name="TopK">Share of images with the right label among the first <paramref name="K"/> predictions.</param>
/// <param name="K">k of <paramref name="TopK"/>: the configured one, or the classes seen when those are fewer.</param>
/// <param name="Old">Top-1 on the classes of earlier phases; null in phase 0, which has none.</param>
/// <param name="New">Top-1 on the classes of this phase.</param>
/// <param name="PerPhase">Top-1 on the classes of each phase so far: this phase's row of the accuracy matrix.</param>
/// <param name="PerClass">Counts of each class, in the class order.</param>
public sealed record NetworkScores(
    double Top1,
    double TopK,
    int K,
    double? Old,
    double New,
    IReadOnlyList<double> PerPhase,
    IReadOnlyList<ClassScore> PerClass)
{
    /// <summary>The cells of the confusion matrix that are not 0; large, so it is kept in a file of its own and not with the scores.</summary>
    [JsonIgnore]
    public IReadOnlyList<ConfusionCell> Confusion { get; init; } = [];

    /// <summary>Scores the answers of a network that has just finished the last of <paramref name="phases"/>.</summary>
    /// <param name="predictions">The answers for the test images of all classes seen.</param>
    /// <param name="phases">All phases so far, the current one last.</param>
    /// <exception cref="ArgumentException">A phase has no test image, or the phases do not cover the classes seen.</exception>
    internal static NetworkScores Of(Predictions predictions, IReadOnlyList<Phase> phases)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(phases);
        if (phases.Count == 0 || phases[^1].SeenClassCount != predictions.Classes.Count)
            throw new ArgumentException($"The phases cover {(phases.Count == 0 ? 0 : phases[^1].SeenClassCount)} classes, the predictions {predictions.Classes.Count}.", nameof(phases));

        double[] perPhase = [.. phases.Select(phase => predictions.AccuracyOn(phase.KnownClassCount, phase.NewClassCount)
            ?? throw new ArgumentException($"Phase {phase.Index} has no test image; every class needs at least one.", nameof(phases)))];
        return new NetworkScores(
            predictions.Top1,
            predictions.TopK,
            predictions.K,
            predictions.AccuracyOn(0, phases[^1].KnownClassCount),
            perPhase[^1],
            perPhase,
            predictions.Classes)
        {
            Confusion = predictions.Confusion,
        };
    }
}
