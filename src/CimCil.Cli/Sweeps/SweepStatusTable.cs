using CimCil.Cli.Progress;
using CimCil.Cli.Screens;
using CimCil.Reporting;
using CimCil.Runs;
using CimCil.Sweeps;

namespace CimCil.Cli.Sweeps;

/// <summary>The runs of a sweep with how far each is.</summary>
internal static class SweepStatusTable
{
    public static void Write(SweepFolder sweep, Screen screen)
    {
        var table = new TextTable(Details.Few).Number("run").Name("arm").Number("seed").Name("state").Prose("reached").Prose("message");
        foreach (var run in sweep.Runs)
        {
            var state = sweep.StateOf(run);
            table.AddRow($"{run.Index}", run.Arm.Name, $"{run.Seed}", Word(state), state == SweepState.Damaged ? "-" : Reached(sweep, run), MessageOf(sweep, run, state));
        }
        screen.Write(table);
        screen.WriteLine(SweepReport.Summary(sweep));
    }

    /// <summary>The phase that a run is in, and the epoch as far as its metrics tell.</summary>
    public static string Reached(SweepFolder sweep, SweepRun run)
    {
        var folder = sweep.FolderOf(run);
        if (!File.Exists(Path.Combine(folder, "manifest.json")))
            return "-";
        var (glimpse, count) = (RunGlimpse.Read(folder), run.Experiment.Phases.Sizes().Count);
        if (glimpse.Status == RunStatus.Finished)
            return $"all of {Words.Count(count, "phase")}";
        var done = glimpse.Phases.Count;
        return glimpse.LastEpoch is { } epoch && epoch.Phase >= done
            ? $"phase {epoch.Phase} ({epoch.Phase + 1} of {count}), {epoch.Stage}, epoch {epoch.Epoch + 1}/{epoch.EpochCount}"
            : $"{done} of {Words.Count(count, "phase")}";
    }

    private static string Word(SweepState state) => state == SweepState.Begun ? "stopped" : state.ToString().ToLowerInvariant();

    private static string MessageOf(SweepFolder sweep, SweepRun run, SweepState state) => state switch
    {
        SweepState.Running => sweep.HolderOf(run) ?? "",
        _ => sweep.TroubleOf(run) ?? "",
    };
}
