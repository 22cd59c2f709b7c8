using CimCil.Cli.Screens;
using CimCil.Configuration;
using CimCil.Planning;

namespace CimCil.Cli.Progress;

/// <summary>What is said before a run begins: what <c>--quick</c> has changed, and that it will take long.</summary>
internal static class RunNotice
{
    /// <param name="screen">Where it is written.</param>
    /// <param name="experiment">The experiment as it will run.</param>
    /// <param name="quickChanges">The settings that <c>--quick</c> has changed.</param>
    /// <param name="estimate">What a long run will take; null for a short one.</param>
    public static void Write(Screen screen, Experiment experiment, IReadOnlyList<string> quickChanges, RunEstimate? estimate)
    {
        WriteQuick(screen, quickChanges);
        if (estimate is null)
            return;
        var quicker = quickChanges.Count > 0 ? "" : $", 'cimcil run {experiment.Name} --quick' is a look at it in fewer epochs";
        screen.WriteLine($"This will take about {Words.Duration(estimate.Time)} on {estimate.Device}: 'cimcil plan {experiment.Name}' says where it goes{quicker}. Ctrl-C stops it, 'cimcil resume' goes on with it.");
    }

    /// <summary>Says what <c>--quick</c> has changed.</summary>
    /// <param name="screen">Where it is written.</param>
    /// <param name="changes">The settings.</param>
    /// <param name="arm">In which arm of a sweep, where not in all.</param>
    public static void WriteQuick(Screen screen, IReadOnlyList<string> changes, string arm = "")
    {
        if (changes.Count > 0)
            screen.WriteLine($"A quick look, with fewer epochs{(arm.Length > 0 ? $", in {arm}" : "")}: {string.Join(", ", changes)}");
    }
}
