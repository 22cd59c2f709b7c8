using CimCil.Evaluation;

namespace CimCil.Runs;

/// <summary>What a run ended with.</summary>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Fingerprint">The fingerprint of its configuration.</param>
/// <param name="Phases">The phases in order.</param>
/// <param name="CorruptImageCount">Images that were left out because they could not be decoded.</param>
public sealed record RunResult(string Experiment, int Seed, string Fingerprint, IReadOnlyList<PhaseResult> Phases, int CorruptImageCount)
{
    /// <summary>The networks that were scored in every phase.</summary>
    public IReadOnlyList<string> Networks => Phases.Count == 0 ? [] : [.. Phases[0].Scores.Keys];

    /// <summary>Average incremental accuracy, last accuracy, forgetting and accuracy matrix of a network.</summary>
    public IncrementalScores Scores(string network) => IncrementalScores.Of([.. Phases.Select(phase => phase.Scores[network])]);
}
