using CimCil.Data;
using CimCil.Runs;

namespace CimCil.Reporting;

/// <summary>Everything that a run folder says of its run. Read from the folder alone: no dataset and no native library is needed.</summary>
internal sealed record RunRecord
{
    /// <summary>The run folder.</summary>
    public required string Path { get; init; }

    /// <summary>The name of the experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>What the experiment says of itself in one line; empty where it says nothing, or the run did not record it.</summary>
    public string Summary { get; init; } = "";

    /// <summary>Its seed.</summary>
    public required int Seed { get; init; }

    /// <summary>The fingerprint of its configuration.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>How far it came.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>The same in words, with what became of its process.</summary>
    public required string State { get; init; }

    /// <summary>Its classes and images; null in a run that did not record them.</summary>
    public DatasetFingerprint? Images { get; init; }

    /// <summary>Phases of the whole run; 0 while none has finished.</summary>
    public required int PhaseCount { get; init; }

    /// <summary>Every setting with its value as text, in canonical order.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; }

    /// <summary>Machine, versions and times, as label and text.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Facts { get; init; }

    /// <summary>The finished phases.</summary>
    public required IReadOnlyList<PhaseRecord> Phases { get; init; }

    /// <summary>What each network came to, in the order of results.json.</summary>
    public required IReadOnlyList<NetworkRecord> Networks { get; init; }

    /// <summary>The epochs.</summary>
    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    /// <summary>Notes of the run.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Seconds of each part of a phase beside its training stages, such as evaluation.</summary>
    public required IReadOnlyList<(int Phase, string Part, double Seconds)> PartSeconds { get; init; }

    /// <summary>The last phase's confusions and classes; null when the folder has none.</summary>
    public EvaluationRecord? Evaluation { get; init; }

    /// <summary>Images of exemplars, by phase of their class.</summary>
    public required IReadOnlyList<GalleryImage> Gallery { get; init; }

    /// <summary>The learned activations of the last stored network.</summary>
    public required IReadOnlyList<ActivationRecord> Activations { get; init; }

    /// <summary>Which files of finished phases are missing, and what a report lacks for that, in sentences; empty where all are there.</summary>
    public string Lacks { get; init; } = "";

    /// <summary>How many phases are done, as in <c>1 of 4 phases</c>.</summary>
    public string Progress => PhaseCount == 0 ? "no phase" : $"{Phases.Count} of {Counted.Of(PhaseCount, "phase")}";

    /// <summary>The value of a setting; empty when there is none of that path.</summary>
    public string Setting(string path) => Settings.FirstOrDefault(setting => setting.Key == path).Value ?? "";
}
