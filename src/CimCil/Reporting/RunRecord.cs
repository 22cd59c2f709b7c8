using CimCil.Runs;

namespace CimCil.Reporting;

/// <summary>Everything that a run folder says of its run. Read from the folder alone: no dataset and no native library is needed.</summary>
public sealed record RunRecord
{
    /// <summary>The run folder.</summary>
    public required string Path { get; init; }

    /// <summary>The name of the experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>Its seed.</summary>
    public required int Seed { get; init; }

    /// <summary>The fingerprint of its configuration.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>How far it came.</summary>
    public required RunStatus Status { get; init; }

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

    /// <summary>Pictures of exemplars, by phase of their class.</summary>
    public required IReadOnlyList<GalleryPicture> Gallery { get; init; }

    /// <summary>The learned activations of the last stored network.</summary>
    public required IReadOnlyList<ActivationRecord> Activations { get; init; }

    /// <summary>The value of a setting; empty when there is none of that path.</summary>
    public string Setting(string path) => Settings.FirstOrDefault(setting => setting.Key == path).Value ?? "";
}

/// <summary>A finished phase.</summary>
/// <param name="Index">From 0.</param>
/// <param name="ClassesSeen">Classes seen at its end.</param>
/// <param name="Scores">By network; percent.</param>
/// <param name="ExemplarCount">Exemplars.</param>
/// <param name="ImageEquivalents">Their cost.</param>
/// <param name="ByteCount">Bytes of their pixels.</param>
/// <param name="FileByteCount">Bytes of the memory's file.</param>
/// <param name="Budget">What they may cost, in image equivalents or in bytes of the file.</param>
/// <param name="CountsBytes">Whether the budget is one of bytes.</param>
/// <param name="MeanBoxShare">Mean share of the box in the picture.</param>
/// <param name="TrueBoxCoverage">Mean share of the true box that the boxes of the phase's images cover; null where no true box is known.</param>
/// <param name="PlainCoverage">The same for the plain class activation map.</param>
/// <param name="Seconds">Time of the phase.</param>
public sealed record PhaseRecord(
    int Index, int ClassesSeen, IReadOnlyDictionary<string, ScoreRecord> Scores, int ExemplarCount, double ImageEquivalents, long ByteCount,
    long FileByteCount, double Budget, bool CountsBytes, double MeanBoxShare, double? TrueBoxCoverage, double? PlainCoverage, double Seconds)
{
    /// <summary>What counts against the budget, in its unit.</summary>
    public double BudgetUsed => CountsBytes ? FileByteCount : ImageEquivalents;

    /// <summary>The part of the budget that is used, in percent; null where there is no budget.</summary>
    public double? BudgetUsePercent => Budget > 0 ? 100 * BudgetUsed / Budget : null;
}

/// <summary>A network's accuracies after a phase, in percent.</summary>
/// <param name="Top1">Top-1 on all classes seen.</param>
/// <param name="TopK">Top-k on all classes seen.</param>
/// <param name="K">k.</param>
/// <param name="Old">Top-1 on the classes of earlier phases; null in phase 0.</param>
/// <param name="New">Top-1 on the phase's classes.</param>
public sealed record ScoreRecord(double Top1, double TopK, int K, double? Old, double New);

/// <summary>What a network came to over the phases.</summary>
/// <param name="Name">Such as <c>boosted</c>.</param>
/// <param name="Average">Average incremental accuracy, percent.</param>
/// <param name="Last">Last accuracy, percent.</param>
/// <param name="Forgetting">Points.</param>
/// <param name="Matrix">Row t after phase t, column j on the classes of phase j, percent.</param>
public sealed record NetworkRecord(string Name, double Average, double Last, double Forgetting, IReadOnlyList<IReadOnlyList<double>> Matrix);

/// <summary>An epoch.</summary>
/// <param name="Phase">Its phase.</param>
/// <param name="Stage">Its stage.</param>
/// <param name="Epoch">From 0.</param>
/// <param name="EpochCount">Epochs of the stage.</param>
/// <param name="ImageCount">Images.</param>
/// <param name="Seconds">Its time.</param>
/// <param name="Values">Its figures by name.</param>
public sealed record EpochRecord(int Phase, string Stage, int Epoch, int EpochCount, int ImageCount, double Seconds, IReadOnlyDictionary<string, double> Values)
{
    /// <summary>The part of the time that training waited for images.</summary>
    public double WaitedSeconds { get; init; }
}

/// <summary>What is known class by class after a phase.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="ClassCount">Classes seen.</param>
/// <param name="Networks">By network.</param>
/// <param name="Classes">What the memory holds of each class.</param>
public sealed record EvaluationRecord(int Phase, int ClassCount, IReadOnlyDictionary<string, ConfusionRecord> Networks, IReadOnlyList<ClassRecord> Classes)
{
    /// <summary>The name of a class.</summary>
    public string NameOf(int label) => Classes.FirstOrDefault(one => one.Label == label)?.Name ?? $"class {label}";
}

/// <summary>A network's answers by class.</summary>
/// <param name="Images">Test images of each class.</param>
/// <param name="Correct">Right answers of each class.</param>
/// <param name="Cells">Label, prediction and count; those that are not 0.</param>
public sealed record ConfusionRecord(IReadOnlyList<int> Images, IReadOnlyList<int> Correct, IReadOnlyList<(int Label, int Predicted, int Count)> Cells);

/// <summary>What the memory holds of a class.</summary>
/// <param name="Label">The class as position in the class order.</param>
/// <param name="Name">Its name.</param>
/// <param name="ExemplarCount">Exemplars.</param>
/// <param name="ImageEquivalents">Their cost.</param>
/// <param name="ByteCount">Bytes of their pixels.</param>
/// <param name="MeanBoxShare">Mean share of the box in the picture.</param>
public sealed record ClassRecord(int Label, string Name, int ExemplarCount, double ImageEquivalents, long ByteCount, double MeanBoxShare);

/// <summary>A learned activation y = P(x) / Q(x).</summary>
/// <param name="Name">Its place in the network.</param>
/// <param name="Numerator">a_0 .. a_5.</param>
/// <param name="Denominator">b_1 .. b_4.</param>
public sealed record ActivationRecord(string Name, IReadOnlyList<float> Numerator, IReadOnlyList<float> Denominator)
{
    /// <summary>The activation of a number, P(x) / (1 + sum of |b_i x^i|).</summary>
    public double At(double x)
    {
        var (numerator, denominator, power) = (0.0, 1.0, 1.0);
        for (var i = 0; i < Numerator.Count; i++, power *= x)
        {
            numerator += Numerator[i] * power;
            if (i > 0 && i <= Denominator.Count)
                denominator += Math.Abs(Denominator[i - 1] * power);
        }
        return numerator / denominator;
    }
}
