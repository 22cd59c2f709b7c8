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
        if (quickChanges.Count > 0)
            screen.WriteLine($"A quick look, with fewer epochs: {string.Join(", ", quickChanges)}");
        if (estimate is null)
            return;
        var quicker = quickChanges.Count > 0 ? "" : $", 'cimcil run {experiment.Name} --quick' is a look at it in fewer epochs";
        screen.WriteLine($"This will take about {Words.Duration(estimate.Time)} on {estimate.Device}: 'cimcil plan {experiment.Name}' says where it goes{quicker}. Ctrl-C stops it, 'cimcil resume' goes on with it.");
    }
}
