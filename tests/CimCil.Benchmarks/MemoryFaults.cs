using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;

namespace CimCil.Benchmarks;

/// <summary>
/// Kills a process that builds and reduces a memory, at random moments (SIGKILL on Linux), and looks at what it leaves: the store
/// must open, verify, and hold exactly the state after a whole phase. The next process goes on from there.
/// </summary>
internal static class MemoryFaults
{
    private const int PhaseCount = 12;
    private const int ClassesPerPhase = 2;
    private const int ImagesPerClass = 14;
    private const int Side = 96;
    private const int LongestWait = 900;

    /// <summary>Half of the stores have a budget of images, half one of bytes.</summary>
    private static readonly Budget[] Budgets = [Budget.Images(40), Budget.Bytes("500 KiB")];

    public static void Run() => Run(200);

    public static void Run(int killCount)
    {
        var folder = Directory.CreateTempSubdirectory("cimcil-faults-").FullName;
        try
        {
            var expected = Budgets.Select((_, mode) => Digests(Path.Combine(folder, $"expected-{mode}.db"), mode)).ToArray();
            var random = new RandomStream((ulong)Stopwatch.GetTimestamp());
            var (killed, finished, withLog, store, known) = (0, 0, 0, 0, -1);
            var seen = new Dictionary<int, int>();
            while (killed < killCount)
            {
                var (path, mode) = (Path.Combine(folder, $"memory-{store}.db"), store % Budgets.Length);
                if (!RunUntilKilled(path, mode, random))
                {
                    (finished, store, known) = (finished + 1, store + 1, -1);
                    continue;
                }
                killed++;
                withLog += new FileInfo(path + "-wal") is { Exists: true, Length: > 0 } ? 1 : 0;
                known = Check(path, expected[mode], known);
                seen[known] = seen.GetValueOrDefault(known) + 1;
            }
            Console.WriteLine($"{killCount} kills: every store opened, verified and held the state after a whole phase.");
            Console.WriteLine($"{withLog} left a log of unfinished or unmoved work; {finished} processes ended before they were killed.");
            Console.WriteLine($"Last whole phase: {string.Join(", ", seen.OrderBy(entry => entry.Key).Select(entry => $"{entry.Key}: {entry.Value}"))}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The process that is killed.</summary>
    public static void Work(string path, int mode)
    {
        using var store = new FileInfo(path) is { Exists: true, Length: > 0 } ? ExemplarStore.Open(path) : ExemplarStore.Create(path, Budgets[mode]);
        Console.WriteLine("ready");
        Continue(store, mode, _ => { });
        Console.WriteLine("done");
    }

    private static void Continue(ExemplarStore store, int mode, Action<ExemplarSnapshot> afterPhase)
    {
        for (var phase = store.Snapshot.LastPhase + 1; phase < PhaseCount; phase++)
            afterPhase(store.CommitPhase(Plan(phase, mode, store.Snapshot)));
    }

    private static MemoryPlan Plan(int index, int mode, ExemplarSnapshot current)
    {
        var phase = new Phase(index, index * ClassesPerPhase, ClassesPerPhase);
        var budget = Budgets[mode];
        var share = budget.PerClass(phase.SeenClassCount);
        // A budget of bytes is met by the store itself.
        var kept = budget.Unit == BudgetUnit.Bytes
            ? []
            : current.Labels.ToDictionary(label => label, label => Herding.KeptCount([.. current.OfClass(label).Select(entry => entry.Cost)], share));
        var added = Enumerable.Range(phase.KnownClassCount, phase.NewClassCount).SelectMany(label =>
        {
            NewExemplar[] all = [.. Enumerable.Range(0, ImagesPerClass).Select(i => new NewExemplar(Drawn.Image(label, i), label, $"class {label}"))];
            return budget.Unit == BudgetUnit.Bytes ? all : all.Take(Herding.KeptCount([.. all.Select(one => one.Image.Cost)], share));
        });
        return new MemoryPlan(phase, budget, kept, [.. added]);
    }

    private static string[] Digests(string path, int mode)
    {
        var digests = new List<string>();
        using var store = ExemplarStore.Create(path, Budgets[mode]);
        Continue(store, mode, snapshot => digests.Add(Digest(snapshot)));
        return [.. digests];
    }

    /// <summary>Everything that a snapshot holds, its pixels decoded.</summary>
    private static string Digest(ExemplarSnapshot snapshot)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var image in snapshot.Images)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(image.Entry.ToString()));
            hash.AppendData(image.Load().Pixels);
        }
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', snapshot.Phases)));
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>False when the process was faster.</summary>
    private static bool RunUntilKilled(string path, int mode, RandomStream random)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(typeof(MemoryFaults).Assembly.Location);
        foreach (var argument in new[] { "memory-worker", path, mode.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        // Most kills come while phases are written, some while the process starts and opens or creates the store.
        if (random.NextBool(0.85) && process.StandardOutput.ReadLine() is null)
            throw new InvalidOperationException($"The worker ended with code {process.ExitCode} before it was ready.");
        if (process.WaitForExit(random.NextInt(LongestWait)))
            return process.ExitCode == 0 ? false : throw new InvalidOperationException($"The worker failed with code {process.ExitCode}.");
        process.Kill();
        process.WaitForExit();
        return true;
    }

    /// <summary>The last whole phase of a store.</summary>
    private static int Check(string path, string[] expected, int known)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > 0 })
            return known < 0 ? -1 : throw new InvalidOperationException("The store is gone.");
        using var store = ExemplarStore.OpenReadOnly(path);
        var phase = store.Snapshot.LastPhase;
        if (phase < known)
            throw new InvalidOperationException($"Phase {known} was stored and is lost; the last one is {phase}.");
        if (phase >= 0 && Digest(store.Snapshot) != expected[phase])
            throw new InvalidOperationException($"The store does not hold the state after phase {phase}.");
        var report = StoreVerification.Verify(path);
        return report.IsSound ? phase : throw new InvalidOperationException(string.Join('\n', report.Problems));
    }

    /// <summary>Images that take a codec some time.</summary>
    private sealed class Drawn(int label, int index) : DatasetImage
    {
        public override string Name => $"drawn/{label}-{index}.png";

        public override int Class => label;

        public static CompressedImage Image(int label, int index) =>
            new(new Drawn(label, index), new Box(8 + (2 * index), 60 + (2 * index), 10 + label, 50 + label), Side, Side, 4);

        public override void LoadInto(RgbImage image)
        {
            image.Reshape(Side, Side);
            var random = new RandomStream((ulong)((label * 1000) + index));
            for (var i = 0; i < image.Pixels.Length; i++)
                image.Pixels[i] = (byte)((i / 40) + random.NextInt(24));
        }
    }
}
