using CimCil.Configuration;

namespace CimCil.Sweeps;

/// <summary>One combination of the varied settings: runs that differ in their seed alone.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Name">What is varied, as in <c>mask.kind=cim, memory.budget=3/class</c>; the experiment's name where nothing is.</param>
/// <param name="Values">The varied settings and their values.</param>
/// <param name="Experiment">The experiment with these values; its seed is not yet a run's.</param>
/// <param name="QuickChanges">What <c>--quick</c> has changed in it, each as <c>path: before -> after</c>; none without it.</param>
internal sealed record SweepArm(int Number, string Name, IReadOnlyList<KeyValuePair<string, string>> Values, Experiment Experiment, IReadOnlyList<string> QuickChanges)
{
    /// <summary>Letters and digits of the values in a folder's name; the number before them makes it one of its own.</summary>
    private const int LongestName = 60;

    /// <summary>The start of the names of its run folders, such as <c>02-cim-3-class</c>.</summary>
    public string FolderName
    {
        get
        {
            var text = string.Join('-', Values.Count == 0 ? [Experiment.Name] : Values.Select(value => value.Value));
            var words = new string([.. text.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')]).Split('-', StringSplitOptions.RemoveEmptyEntries);
            var name = string.Join('-', words);
            return $"{Number:00}-{(name.Length <= LongestName ? name : name[..LongestName].TrimEnd('-'))}".TrimEnd('-');
        }
    }
}

/// <summary>One run of a sweep.</summary>
/// <param name="Index">From 0; what an array job counts.</param>
/// <param name="Arm">Its arm.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Experiment">Its whole configuration.</param>
internal sealed record SweepRun(int Index, SweepArm Arm, int Seed, Experiment Experiment)
{
    /// <summary>The name of its run folder in the sweep's folder.</summary>
    public string FolderName => $"{Arm.FolderName}-seed-{Seed}";

    /// <summary>As in messages: <c>mask.kind=cim, seed 2</c>.</summary>
    public override string ToString() => $"{Arm.Name}, seed {Seed}";
}
