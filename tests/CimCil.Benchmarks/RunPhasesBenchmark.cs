using System.Globalization;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Experiments;
using CimCil.Runs;
using CimCil.Training;
using TorchSharp;

namespace CimCil.Benchmarks;

/// <summary>Where the time and the memory of a Shapes run go, phase by phase.</summary>
internal static class RunPhasesBenchmark
{
    public static void Run()
    {
        if (!OperatingSystem.IsLinux())
            throw new InvalidOperationException("The most memory that a phase had is read from Linux's /proc.");
        var folder = Directory.CreateTempSubdirectory("cimcil-bench-");
        var watch = new Watch();
        ExperimentRunner.Run(new Shapes(), new RunOptions { OutputFolder = Path.Combine(folder.FullName, "run"), Device = "cpu" }, watch);
        folder.Delete(recursive: true);
    }

    private sealed class Watch : RunProgress
    {
        private static readonly string[] Parts = ["training", "mask steps", "boxes", "memory", "gallery", "evaluation"];

        private readonly Dictionary<string, double> _seconds = [];
        private long _begun;
        private string? _part;

        public override void RunStarted(Experiment experiment, string folder, string device, int phaseCount)
        {
            Console.WriteLine("| phase | training, s | mask steps, s | boxes, s | memory, s | gallery and weights, s | evaluation, s | most memory in the phase, MB | managed, MB | tensors |");
            Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|");
        }

        public override void PhaseStarted(Phase phase, int newImageCount, int exemplarCount)
        {
            _seconds.Clear();
            // From here on the kernel measures the peak anew (proc_pid_clear_refs).
            File.WriteAllText("/proc/self/clear_refs", "5");
            Begin("training");
        }

        public override void ActivityStarted(string activity) => Begin(activity);

        // Boxes are found between epochs too, and mask steps end with their epoch.
        public override void StepFinished(int imageCount) => Begin("training");

        public override void EpochFinished(EpochMetrics metrics) => Begin("training");

        public override void PhaseFinished(PhaseResult result)
        {
            Begin(null);
            var peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
            string[] cells =
            [
                $"{result.Phase.Index}", .. Parts.Select(part => _seconds.GetValueOrDefault(part).ToString("F1", CultureInfo.InvariantCulture)),
                $"{long.Parse(peak, CultureInfo.InvariantCulture) / 1024}", $"{GC.GetTotalMemory(forceFullCollection: true) >> 20}", $"{torch.Tensor.TotalCount}",
            ];
            Console.WriteLine($"| {string.Join(" | ", cells)} |");
        }

        private void Begin(string? part)
        {
            if (part == _part)
                return;
            var now = Environment.TickCount64;
            if (_part is not null)
                _seconds[_part] = _seconds.GetValueOrDefault(_part) + ((now - _begun) / 1000.0);
            (_part, _begun) = (part, now);
        }
    }
}
