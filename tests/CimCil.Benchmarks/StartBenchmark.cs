using System.Diagnostics;
using System.Globalization;
using CimCil.Experiments;
using CimCil.Runs;

namespace CimCil.Benchmarks;

/// <summary>How long a process takes from its start to what its user waits for: the end of a command, the first training step of a run.</summary>
internal static class StartBenchmark
{
    private const int Rounds = 15;

    /// <summary>What <see cref="Work"/> prints, and what the first step is known by.</summary>
    private const string Stepped = "first step";

    public static void Run()
    {
        var cli = Path.Combine("src", "CimCil.Cli", "bin", "Release", "net10.0", OperatingSystem.IsWindows() ? "cimcil.exe" : "cimcil");
        if (!File.Exists(cli))
            throw new InvalidOperationException($"{cli} is not here: run this from the repository's root, after 'dotnet build -c Release'.");
        var folder = Directory.CreateTempSubdirectory("cimcil-start-").FullName;
        try
        {
            (string What, Func<int, ProcessStartInfo> Start, string? Until)[] starts =
            [
                ("`cimcil list`", _ => new(cli, ["list"]), null),
                ("`cimcil describe shapes`", _ => new(cli, ["describe", "shapes"]), null),
                ("first step of `shapes`", round => new(Environment.ProcessPath!, ["start-worker", Path.Combine(folder, $"{round}")]), Stepped),
            ];
            Console.WriteLine("| from the start of the process to | median, s | least, s | most, s |");
            Console.WriteLine("|---|---|---|---|");
            foreach (var (what, start, until) in starts)
            {
                // One more, which reads the files from the disk.
                var times = Enumerable.Range(0, Rounds + 1).Select(round => SecondsOf(start(round), until)).Skip(1).Order().ToArray();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {times[Rounds / 2]:F2} | {times[0]:F2} | {times[^1]:F2} |"));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What <see cref="Run"/> starts: `shapes` as it is, until its first step is done.</summary>
    public static void Work(string folder) => ExperimentRunner.Run(new Shapes(), new RunOptions { OutputFolder = folder, Device = "cpu" }, new FirstStep());

    private static double SecondsOf(ProcessStartInfo start, string? until)
    {
        start.RedirectStandardOutput = true;
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is { } line && line != until)
        {
        }
        if (until is null)
            process.WaitForExit();
        var time = clock.Elapsed.TotalSeconds;
        process.WaitForExit();
        return process.ExitCode == 0 ? time : throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}.");
    }

    private sealed class FirstStep : RunProgress
    {
        public override void StepFinished(int imageCount)
        {
            Console.WriteLine(Stepped);
            Environment.Exit(0);
        }
    }
}
