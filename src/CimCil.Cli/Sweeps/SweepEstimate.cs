using CimCil.Cli.Progress;
using CimCil.Cli.Screens;
using CimCil.Foundation;
using CimCil.Planning;
using CimCil.Sweeps;

namespace CimCil.Cli.Sweeps;

/// <summary>What a sweep will take, measured before it is begun.</summary>
internal static class SweepEstimate
{
    public static void Write(SweepFolder sweep, int jobs, Screen screen, CancellationToken cancellation)
    {
        var (grid, threads) = (sweep.Grid, sweep.Machine.Threads);
        var done = sweep.Runs.Where(sweep.IsFinished).ToList();
        screen.WriteLine($"{Words.Count(grid.Arms.Count, "arm")} x {Words.Count(grid.Request.Seeds.Count, "seed")} = {Words.Count(sweep.Runs.Count, "run")}{(done.Count > 0 ? $", {done.Count} of them finished" : "")}; folder {sweep.Path}");
        SweepNotice.Write(grid.Arms, screen);
        LibTorchLocator.EnsureLoaded();
        TorchSharp.torch.set_num_threads(threads);
        var table = new TextTable(Details.Few).Name("arm").Name("baseline").Number("runs left").Number("a run").Number("all of them");
        var (total, areReal) = (TimeSpan.Zero, true);
        foreach (var arm in grid.Arms)
        {
            var estimate = RunEstimate.Of(arm.Experiment, sweep.Machine.Device, sweep.Machine.Workers, () => { }, cancellation);
            var left = sweep.Runs.Count(run => run.Arm == arm) - done.Count(run => run.Arm == arm);
            (total, areReal) = (total + (left * estimate.Time), areReal && estimate.CountsAreReal);
            table.AddRow(arm.Name, grid.BaselineOf(arm) is var baseline && baseline == arm ? "-" : baseline.Name, $"{left}", Words.Time(estimate.Time), Words.Time(left * estimate.Time));
        }
        screen.Write(table);
        if (!areReal)
            screen.WriteLine("The images were not looked at: counts are those of the published dataset, and loading is not in the time. Name them with --data DIR.");
        screen.WriteLine($"Time: about {Words.Time(total)} of runs{(jobs > 1 ? $", so {Words.Time(total / jobs)} with {jobs} jobs where they do not slow each other down" : "")}. It is the steps of every arm, measured here one run at a time with {Words.Count(threads, "thread")} as 'cimcil plan' measures them; evaluation, memory building and the start of a process are not in it.");
        screen.WriteLine("Nothing was written.");
    }
}
