namespace CimCil.Reporting;

/// <summary>What a phase that has finished leaves in its run folder beside the results, and what a report shows of it.</summary>
internal static class PhaseFiles
{
    /// <summary>More files than this are counted.</summary>
    private const int MostNamed = 6;

    /// <summary>Its classes and confusions.</summary>
    public static string Evaluation(RunRecord run, PhaseRecord phase) => Path.Combine(run.Path, "evaluation", $"phase-{phase.Index}.json");

    /// <summary>Images of its exemplars.</summary>
    public static string Gallery(RunRecord run, PhaseRecord phase) => Path.Combine(run.Path, "gallery", $"phase-{phase.Index}.json");

    /// <summary>The weights of a network.</summary>
    public static string Weights(RunRecord run, PhaseRecord phase, string? network) => Path.Combine(run.Path, "weights", $"phase-{phase.Index}-{network}.safetensors");

    /// <summary>Which of them are missing, and what a report lacks for that; empty where all are there.</summary>
    /// <param name="run">The run with all that was found.</param>
    /// <param name="deployed">The network whose last weights it shows.</param>
    /// <param name="logged">The phases whose end is in metrics.jsonl.</param>
    public static string Lacking(RunRecord run, string? deployed, IReadOnlySet<int> logged)
    {
        string[] Absent(IEnumerable<string> paths) => [.. paths.Where(path => !File.Exists(path)).Select(path => Path.GetRelativePath(run.Path, path))];
        var evaluations = Absent(run.Phases.Select(phase => Evaluation(run, phase)));
        var galleries = Absent(run.Phases.Select(phase => Gallery(run, phase)));
        var weights = Absent(run.Phases.TakeLast(1).Select(phase => Weights(run, phase, deployed)));
        int[] unlogged = [.. run.Phases.Select(phase => phase.Index).Where(index => !logged.Contains(index))];
        string[] files = [.. evaluations, .. galleries, .. weights, .. unlogged.Length > 0 ? [$"what metrics.jsonl had of {(unlogged.Length == 1 ? "phase" : "phases")} {string.Join(", ", unlogged)}"] : Array.Empty<string>()];
        if (files.Length == 0)
            return "";
        string[] lost =
        [
            .. evaluations.Length > 0 && run.Evaluation is null ? ["confusions and classes"] : Array.Empty<string>(),
            .. galleries.Length > 0 ? [run.Gallery.Count == 0 ? "images of exemplars" : "images of exemplars of these phases"] : Array.Empty<string>(),
            .. weights.Length > 0 ? ["learned activations"] : Array.Empty<string>(),
            .. unlogged.Length > 0 ? [run.Epochs.Count == 0 ? "training curves and times" : "training curves and times of these phases"] : Array.Empty<string>(),
        ];
        var named = string.Join(", ", files.Take(MostNamed)) + (files.Length > MostNamed ? $" and {files.Length - MostNamed} more" : "");
        return $"{run.Path} lacks files of finished phases: {named}. {(lost.Length > 0 ? $"The page therefore has no {string.Join(", no ", lost)}" : "The page lacks nothing for that")}. A run's files must not be removed: put them back.";
    }
}
