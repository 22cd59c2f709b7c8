using System.Diagnostics;
using System.Globalization;
using CimCil.Experiments;
using CimCil.Reporting;
using CimCil.Runs;

namespace CimCil.Benchmarks;

/// <summary>What a Shapes run spends outside the networks: waiting for images, and on checkpoints.</summary>
internal static class RunOverheadBenchmark
{
    private const int Rounds = 3;

    public static void Run()
    {
        // Shapes with fewer epochs and phases, and with the checkpoints that a run writes unless it is told otherwise.
        var experiment = new Shapes().WithOverrides(
            ["training.firstPhase.epochs=12", "training.laterPhases.epochs=10", "learner.compression.epochs=10", "phases.firstPhase=5", "phases.classesPerPhase=5"]);
        Console.WriteLine("| round | run, s | checkpoints, s | checkpoints, % of the run | epochs, s | waiting for images, % of the epochs |");
        Console.WriteLine("|---|---|---|---|---|---|");
        for (var round = 1; round <= Rounds; round++)
        {
            var folder = Directory.CreateTempSubdirectory("cimcil-bench-");
            var path = Path.Combine(folder.FullName, "run");
            var clock = Stopwatch.StartNew();
            ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = path, Device = "cpu" }, new Silence());
            var time = clock.Elapsed.TotalSeconds;
            var run = RunReader.Read(path);
            var writing = run.PartSeconds.Where(part => part.Part == "checkpoints").Sum(part => part.Seconds);
            var (epochs, waiting) = (run.Epochs.Sum(epoch => epoch.Seconds), run.Epochs.Sum(epoch => epoch.WaitedSeconds));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {round} | {time:F1} | {writing:F2} | {100 * writing / time:F2} | {epochs:F1} | {100 * waiting / epochs:F1} |"));
            folder.Delete(recursive: true);
        }
    }

    private sealed class Silence : RunProgress;
}
