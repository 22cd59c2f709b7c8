using System.CommandLine;
using System.Globalization;
using CimCil.Cli.Progress;
using CimCil.Cli.Screens;
using CimCil.Configuration;
using CimCil.Exemplars;
using CimCil.Foundation;
using CimCil.Runs;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil memory</c>: looks into exemplar stores, verifies, exports, merges and shrinks them.</summary>
internal static class MemoryCommand
{
    private const int Unsound = 2;

    public static Command Create() => new DocumentedCommand(
        "memory",
        "Show, verify, extract, merge and shrink exemplar memories (memory.db).",
        "cimcil memory show runs/shapes-1-0a1b2c3d",
        "cimcil memory verify runs/shapes-1-0a1b2c3d",
        "cimcil memory gallery runs/shapes-1-0a1b2c3d --out gallery.html")
    {
        Show(),
        Verify(),
        Extract(),
        MemoryGalleryCommand.Create(),
        Merge(),
        Shrink(),
    };

    /// <summary>The argument that names a store.</summary>
    internal static Argument<string> StoreArgument() => new("DB") { Description = "An exemplar store: the memory.db of a run folder, or the folder." };

    private static DocumentedCommand Show()
    {
        var store = StoreArgument();
        var command = new DocumentedCommand(
            "show", "Show what a memory holds of each class and of its budget.", "cimcil memory show runs/shapes-1-0a1b2c3d", "cimcil memory show memory.db --json")
        { store, ResultOptions.Wide, ResultOptions.AsJson };
        command.SetAction(parsed =>
        {
            using var opened = ExemplarStore.OpenReadOnly(NamedFile.OfMemory(parsed.GetRequiredValue(store)));
            if (!parsed.WriteJson(() => Document(opened)))
                Write(opened.Snapshot, parsed.Screen(), parsed.Details());
        });
        return command;
    }

    private static DocumentedCommand Verify()
    {
        var store = StoreArgument();
        var command = new DocumentedCommand(
            "verify", "Check every byte of a memory; the exit code is 2 where it is not sound.", "cimcil memory verify runs/shapes-1-0a1b2c3d", "cimcil memory verify memory.db")
        { store };
        command.SetAction(parsed =>
        {
            var report = StoreVerification.Verify(NamedFile.OfMemory(parsed.GetRequiredValue(store)), Environment.ProcessorCount);
            var screen = parsed.Screen();
            foreach (var problem in report.Problems)
                screen.WriteLine($"Problem: {problem}");
            screen.WriteLine(report.IsSound
                ? $"{report.Path} is sound: {Words.Count(report.ExemplarCount, "exemplar")}, {Words.Bytes(report.ByteCount)} of pixels; {(report.LastPhase is { } last ? Use(last) : "no phase yet")}"
                : $"{report.Path} is not sound: {Words.Count(report.Problems.Count, "problem")}. Unless a problem names another fix, put back a copy of the file, or run the experiment again.");
            return report.IsSound ? 0 : Unsound;
        });
        return command;
    }

    private static DocumentedCommand Extract()
    {
        var store = StoreArgument();
        var folder = Required("--out", "DIR", "A new or empty folder for the images.");
        var boxes = new Option<bool>("--boxes") { Description = "Draw the outlines of the boxes." };
        var command = new DocumentedCommand(
            "extract", "Write every exemplar as a PNG, as it replays.", "cimcil memory extract runs/shapes-1-0a1b2c3d --out images", "cimcil memory extract memory.db --out images --boxes")
        { store, folder, boxes };
        command.SetAction((parsed, cancellation) =>
        {
            using var opened = ExemplarStore.OpenReadOnly(NamedFile.OfMemory(parsed.GetRequiredValue(store)));
            var target = parsed.GetRequiredValue(folder);
            var count = StoreExtraction.Extract(opened, target, parsed.GetValue(boxes) ? BoxDrawing.Drawn : BoxDrawing.None, cancellation);
            parsed.Screen().WriteLine($"Wrote {Words.Count(count, "image")} to {target}.");
            return Task.FromResult(0);
        });
        return command;
    }

    private static DocumentedCommand Merge()
    {
        var stores = new Argument<string[]>("DB") { Description = "At least two exemplar stores, or run folders with one; an exemplar that several hold counts once.", Arity = new ArgumentArity(2, 1000) };
        var file = Required("--out", "FILE", "The new store; it must not exist.");
        var budget = BudgetOption("What the new memory may hold: 2000, 20/class or \"64 MiB\"; usually the sum of the budgets.");
        var command = new DocumentedCommand(
            "merge", "Make one memory of several; classes of one name become one class.", "cimcil memory merge runs/a runs/b --out both.db", "cimcil memory merge a.db b.db --out both.db --budget \"64 MiB\"")
        { stores, file, budget };
        command.SetAction(parsed =>
        {
            var target = parsed.GetRequiredValue(file);
            var (usage, repeated, crowded) = StoreMerge.Merge([.. parsed.GetRequiredValue(stores).Select(NamedFile.OfMemory)], target, parsed.GetValue(budget) is { } typed ? Read(typed) : null);
            parsed.Screen().WriteLine($"Wrote {Words.Count(usage.ExemplarCount, "exemplar")} of {Words.Count(usage.Classes.Count, "class", "classes")} to {target} ({Words.Bytes(usage.FileByteCount)}).");
            if (repeated > 0)
                parsed.Screen().WriteLine($"Left out {Words.Count(repeated, "exemplar")} that another of the stores holds too: what several hold counts once.");
            if (crowded > 0)
                parsed.Screen().WriteLine($"Left out {Words.Count(crowded, "exemplar")} for which the budget has no room: the last ones of each class in the order of herding.");
        });
        return command;
    }

    private static DocumentedCommand Shrink()
    {
        var store = StoreArgument();
        var budget = BudgetOption("What the memory may hold from now on: 2000, 20/class or \"64 MiB\".");
        budget.Required = true;
        var command = new DocumentedCommand(
            "shrink", "Reduce a memory to a smaller budget, in place and in one transaction.", "cimcil memory shrink runs/shapes-1-0a1b2c3d --budget \"300 KiB\"", "cimcil memory shrink memory.db --budget 5/class")
        { store, budget };
        command.SetAction(parsed =>
        {
            var smaller = Read(parsed.GetRequiredValue(budget)!);
            var path = NamedFile.OfMemory(parsed.GetRequiredValue(store));
            RequireFinishedRun(path);
            // What is no memory yet is not made one by being opened to write.
            using (var looked = ExemplarStore.OpenReadOnly(path))
            {
                if (looked.Snapshot.LastPhase < 0)
                    throw new DataException($"{looked.Path} holds no phase yet: there is nothing to shrink.");
            }
            // Shrinking seals the file anew, and some damage would be seen no more.
            var problems = StoreVerification.Verify(path, Environment.ProcessorCount).Problems;
            using var opened = ExemplarStore.Open(path);
            var before = opened.Snapshot.Entries.Count;
            var after = opened.Shrink(smaller);
            parsed.Screen().WriteLine($"Kept {after.Entries.Count} of {Words.Count(before, "exemplar")}; {Use(after.Phases[^1])}.");
            if (problems.Count > 0)
                parsed.Screen().WriteLine($"It was not sound before: {problems[0]} ({Words.Count(problems.Count, "problem")} in all; 'cimcil memory verify' names those that are left)");
        });
        return command;
    }

    /// <summary>A run goes on with the very memory that it made.</summary>
    /// <exception cref="ConfigurationException">The memory is of a run that has not finished.</exception>
    private static void RequireFinishedRun(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (File.Exists(Path.Combine(folder, "manifest.json")) && RunManifest.OfFolder(folder).Status != RunStatus.Finished)
            throw new ConfigurationException($"{path} is the memory of a run that has not finished, and 'cimcil resume' needs it as it is. Copy the file and shrink the copy.");
    }

    /// <summary>An option that must be given.</summary>
    internal static Option<string> Required(string name, string helpName, string description) => new(name) { HelpName = helpName, Description = description, Required = true };

    private static Option<string?> BudgetOption(string description) => new("--budget") { HelpName = "BUDGET", Description = description };

    private static Budget Read(string typed) => Budget.TryParse(typed, out var budget) && budget.Amount > 0
        ? budget
        : throw new ConfigurationException($"--budget cannot be '{typed}': it is a total above 0 such as 2000, a share of each class such as 20/class, or a file size such as 64MiB.");

    private static string Use(PhaseSummary last) =>
        $"{Words.Use(last.Budget.Unit, last.Used, last.Budget.Total(last.SeenClassCount))} after phase {last.Phase}";

    private static void Write(ExemplarSnapshot snapshot, Screen screen, Details details)
    {
        var table = new TextTable(details).Number("class").Name("name").Number("exemplars").Number("image equivalents").Number("size").Number("mean box share", Details.All);
        foreach (var one in snapshot.Usage.Classes)
        {
            table.AddRow(
                one.Label.ToString(CultureInfo.InvariantCulture), one.ClassName, one.ExemplarCount.ToString(CultureInfo.InvariantCulture),
                Words.Fixed(one.ImageEquivalents, 2), Words.Bytes(one.ByteCount), Words.Fixed(one.MeanBoxShare, 2));
        }
        screen.Write(table);
        var usage = snapshot.Usage;
        screen.WriteLine($"{Words.Count(usage.ExemplarCount, "exemplar")} of {Words.Count(usage.Classes.Count, "class", "classes")}: {Words.Fixed(usage.ImageEquivalents, 1)} image equivalents, {Words.Bytes(usage.ByteCount)} of pixels in a file of {Words.Bytes(usage.FileByteCount)}, mean box share {Words.Fixed(usage.MeanBoxShare, 2)}");
        if (usage.ExemplarCount > 0)
            screen.WriteLine($"Codecs: {string.Join(", ", Codecs(snapshot).Select(pair => $"{pair.Key.Box ?? "-"} + {pair.Key.Background ?? "-"} ({pair.Value})"))}");
        foreach (var phase in snapshot.Phases)
            screen.WriteLine($"Phase {phase.Phase}: {Words.Count(phase.SeenClassCount, "class", "classes")}, {phase.AddedCount} added, {phase.DroppedCount} dropped, {phase.ExemplarCount} held; {Words.Use(phase.Budget.Unit, phase.Used, phase.Budget.Total(phase.SeenClassCount))}");
    }

    private static IEnumerable<KeyValuePair<(string? Box, string? Background), int>> Codecs(ExemplarSnapshot snapshot) =>
        snapshot.Entries.CountBy(entry => (entry.ForegroundCodec?.ToString(), entry.BackgroundCodec?.ToString()));

    private static object Document(ExemplarStore store) => new
    {
        store.Path,
        Exemplars = store.Snapshot.Usage.ExemplarCount,
        store.Snapshot.Usage.ImageEquivalents,
        Bytes = store.Snapshot.Usage.ByteCount,
        FileBytes = store.Snapshot.Usage.FileByteCount,
        store.Snapshot.Usage.MeanBoxShare,
        Classes = store.Snapshot.Usage.Classes.Select(one => new
        {
            Class = one.Label,
            Name = one.ClassName,
            Exemplars = one.ExemplarCount,
            one.ImageEquivalents,
            Bytes = one.ByteCount,
            one.MeanBoxShare,
        }),
        Codecs = Codecs(store.Snapshot).Select(pair => new { Foreground = pair.Key.Box, pair.Key.Background, Exemplars = pair.Value }),
        Phases = store.Snapshot.Phases.Select(phase => new
        {
            phase.Phase,
            ClassesSeen = phase.SeenClassCount,
            Added = phase.AddedCount,
            Dropped = phase.DroppedCount,
            Exemplars = phase.ExemplarCount,
            phase.Used,
            Budget = phase.Budget.Total(phase.SeenClassCount),
            BudgetUnit = phase.Budget.Unit == BudgetUnit.Bytes ? "bytes" : "imageEquivalents",
        }),
    };
}
