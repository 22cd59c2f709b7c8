using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CimCil.Cli.Progress;
using CimCil.Cli.Screens;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Evaluation;
using CimCil.Exemplars;
using CimCil.PyBridge;
using CimCil.Runs;
using CimCil.Tests.Exemplars;
using TorchSharp;

namespace CimCil.Cli.Tests;

/// <summary>What commands print fits 60, 80 and 120 columns and breaks no number, name or path; stored in <c>Golden</c>, which CIMCIL_UPDATE_SCREENS=1 renews.</summary>
[TestClass]
public sealed partial class ScreenTests
{
    private static readonly string[] Commands =
    [
        "list", "describe shapes mask.threshold", "describe shapes mask", "describe shapes --changed", "validate shapes", "memory show .", "memory show memory.db --wide", "memory verify .",
        "weights show a.pth", "weights diff a.pth b.pth", "adapters", "run --help", "run shapes --set mask.threshold=2 --set training.batchSize=0", "run shapes --sed 1",
    ];

    private static readonly StoreFixture Fixture = new();

    private static readonly Dictionary<string, string> Helps = [];

    [ClassInitialize]
    public static void WriteFiles(TestContext _)
    {
        // Here the program's catalogue is registered by its module's initializer.
        RuntimeHelpers.RunModuleConstructor(typeof(CimCilApp).Module.ModuleHandle);
        Fixture.Fill([.. Enumerable.Range(0, 6).Select(i => StoreFixture.Exemplar(i % 3, (ulong)i))]);
        using var scope = torch.NewDisposeScope();
        var names = new[] { "layer_4_2.convolution_2.rational_activation.numerator", "conv1.weight", "fc.bias" };
        PyTorchFile.Write(Path.Combine(Fixture.Folder, "a.pth"), [.. names.Select((name, i) => (name, torch.ones(300, 7, 3 + i)))]);
        PyTorchFile.Write(Path.Combine(Fixture.Folder, "b.pth"), [.. names[..2].Select((name, i) => (name, torch.ones(300, 7, 4 * (i + 1))))]);
    }

    [ClassCleanup]
    public static void RemoveFolder() => Fixture.Dispose();

    [TestMethod]
    [DataRow(60)]
    [DataRow(80)]
    [DataRow(120)]
    public void EveryCommandFitsTheScreen(int width)
    {
        var parts = new string[Commands.Length];
        Parallel.For(0, Commands.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            var shown = Invocation.Of(Fixture.Folder, Environment(width), Commands[i].Split(' '));
            parts[i] = $"$ cimcil {Commands[i]}\n{shown.Output}{shown.Error}".ReplaceLineEndings("\n");
            CheckWidth(parts[i], width, Commands[i]);
        });
        Compare($"screen-{width}.txt", string.Join('\n', parts));
        foreach (var name in ExperimentRegistry.All.Select(entry => entry.Name))
            StringAssert.Matches(parts[0], new Regex($@"(^|\n){name}(\s|$)"), name);
        foreach (var setting in ExperimentRegistry.Create("shapes").Describe().Select(setting => setting.Path).Where(path => path.StartsWith("mask.", StringComparison.Ordinal)))
            StringAssert.Matches(parts[2], new Regex($@"(^|\n){Regex.Escape(setting)}(\s|$)"), setting);
    }

    [TestMethod]
    [DataRow(60)]
    [DataRow(80)]
    [DataRow(120)]
    public void ARunsSummaryFitsTheScreen(int width)
    {
        var text = new StringWriter();
        var result = new RunResult("shapes", 1, "0123", [.. Enumerable.Range(0, 3).Select(PhaseOf)], 0);
        foreach (var details in new[] { Details.Few, Details.All })
            RunSummary.Write(Screen.Of(text, width), details, result, "runs/a-folder-with-a-name-that-is-longer-than-sixty-columns-and-so-is-broken-nowhere");
        var shown = text.ToString().ReplaceLineEndings("\n");
        CheckWidth(shown, width, "run");
        Compare($"summary-{width}.txt", shown);
    }

    /// <summary>What reads a file or a pipe gets a row a line, whatever terminal the program was started in.</summary>
    [TestMethod]
    public void WithoutAWidthARowIsALine()
    {
        var text = new StringWriter();
        Screen.Of(text, null).WriteLine(new string('x', 100) + ' ' + new string('y', 500));
        Assert.HasCount(2, text.ToString().Split(text.NewLine));
        var table = new TextTable(Details.Few).Name("name").Prose("what it is").Number("hidden", Details.All);
        table.AddRow("a", string.Join(' ', Enumerable.Repeat("word", 300)), "1");
        var lines = table.Lines(null);
        Assert.HasCount(3, lines);
        Assert.DoesNotContain("hidden", lines[0].Text);
    }

    /// <summary>Where a table fits without the column of its names, they stand above their rows, and numbers stay in columns.</summary>
    [TestMethod]
    public void RowsOfOneNameStandBelowIt()
    {
        var table = new TextTable(Details.Few).Name("run").Name("network").Number("average, percent");
        table.AddRow("shapes, mask.kind cim", "boosted", "81.03 ± 4.02");
        table.AddRow("shapes, mask.kind cim", "compressed", "77.70 ± 5.80");
        table.AddRow("shapes, mask.kind full-images", "boosted", "80.00 ± 3.50");
        string[] expected =
        [
            "  network     average, percent",
            "  ----------  ----------------",
            "shapes, mask.kind cim",
            "  boosted         81.03 ± 4.02",
            "  compressed      77.70 ± 5.80",
            "shapes, mask.kind full-images",
            "  boosted         80.00 ± 3.50",
        ];
        CollectionAssert.AreEqual(expected, table.Lines(50).Select(line => line.Text).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 2, 5 }, table.Lines(50).Index().Where(line => line.Item.IsHead).Select(line => line.Index).ToArray());
        Assert.HasCount(expected.Length + 1, table.Lines(29), "a head is two lines where one does not fit");
    }

    /// <summary>A block's head is what tells its row from the others, as long as that fits into a line.</summary>
    [TestMethod]
    [DataRow(60, "shapes, mask.kind cim, boosted|  average  81.03 ± 4.02|  folder   runs/a-folder-of-some-length-that-needs-room||shapes, mask.kind cim, compressed|")]
    [DataRow(32, "shapes, mask.kind cim|  network  boosted|  average  81.03 ± 4.02|")]
    public void BlocksAreToldApartByTheirHeads(int width, string begins)
    {
        var table = new TextTable(Details.Few).Name("run").Name("network").Number("average").Name("folder");
        foreach (var network in new[] { "boosted", "compressed" })
            table.AddRow("shapes, mask.kind cim", network, "81.03 ± 4.02", "runs/a-folder-of-some-length-that-needs-room");
        StringAssert.StartsWith(string.Join('|', table.Lines(width).Select(line => line.Text)), begins);
    }

    [TestMethod]
    [DataRow("a path /data/with-out/a space.png here", 20, "a path|/data/with-out/a|space.png here")]
    [DataRow("it holds 94.5 % of 12 GiB", 14, "it holds|94.5 % of|12 GiB")]
    [DataRow("it holds 94.5 % of 12 GiB", 12, "it holds|94.5 % of|12 GiB")]
    [DataRow("mean 11.39 ± 2.36 of all", 16, "mean|11.39 ± 2.36 of|all")]
    [DataRow("other settings: seed: 1 -> 3 here", 22, "other settings: seed:|1 -> 3 here")]
    [DataRow("run 'cimcil list --json' to see", 22, "run|'cimcil list --json'|to see")]
    [DataRow("the run's seed isn't ' one", 12, "the run's|seed isn't|' one")]
    [DataRow("  indented text that goes on", 16, "  indented text|  that goes on")]
    [DataRow("abc\n\ndef", 80, "abc||def")]
    public void TextIsBrokenBetweenWords(string text, int width, string expected) =>
        Assert.AreEqual(expected, string.Join('|', TextLines.Of(text, width)));

    [TestMethod]
    public void HelpOfEveryCommandFits80ColumnsAndHasTwoExamples()
    {
        var commands = SubcommandsOf("").SelectMany(name => new[] { name }.Concat(SubcommandsOf(name).Select(inner => $"{name} {inner}"))).ToList();
        Assert.IsGreaterThan(25, commands.Count);
        foreach (var (command, help) in commands.Select(command => (command, HelpOf(command))))
        {
            CheckWidth(help, 80, command);
            var lines = help.Split('\n');
            StringAssert.EndsWith(lines[0], ".", $"{command} says in a line what it does");
            Assert.AreEqual("", lines[1], command);
            var examples = lines.SkipWhile(line => line != "Examples:").Skip(1).TakeWhile(line => line.Length > 0).Count(line => !line.StartsWith("   ", StringComparison.Ordinal));
            Assert.IsGreaterThanOrEqualTo(2, examples, command);
            StringAssert.Contains(help, "\n  --help, -h", command);
            StringAssert.Contains(help, "\n  --verbose", command);
        }
        foreach (var command in new[] { "", "run", "memory show" })
            Assert.AreEqual(HelpOf(command), Invocation.Of(Fixture.Folder, Environment(80), ["help", .. command.Split(' ', StringSplitOptions.RemoveEmptyEntries)]).Output.ReplaceLineEndings("\n"));
    }

    private static string[] SubcommandsOf(string command) =>
        [.. HelpOf(command).Split('\n').SkipWhile(line => line != "Commands:").Skip(1).TakeWhile(line => line.Length > 0).Where(line => line[2] != ' ').Select(line => line.Trim().Split(' ')[0])];

    private static string HelpOf(string command)
    {
        if (Helps.TryGetValue(command, out var known))
            return known;
        var help = Invocation.Of(Fixture.Folder, Environment(80), [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.AreEqual(0, help.ExitCode, help.Error);
        return Helps[command] = help.Output.ReplaceLineEndings("\n");
    }

    private static Dictionary<string, string> Environment(int width) => new() { ["COLUMNS"] = $"{width}" };

    /// <summary>A line is too long only where it is one word; and no number stands without what it belongs to.</summary>
    private static void CheckWidth(string text, int width, string what)
    {
        var lines = text.Split('\n');
        foreach (var line in lines.Where(line => !line.StartsWith("$ ", StringComparison.Ordinal)))
            Assert.IsTrue(line.Length <= width || !line.Trim().Contains(' ', StringComparison.Ordinal) || LongValue().IsMatch(line), $"{what}: {line.Length} columns of {width}: {line}");
        foreach (var (line, next) in lines.Zip(lines.Skip(1)))
            Assert.IsFalse(EndsInNumber().IsMatch(line) && BeginsWithUnit().IsMatch(next), $"{what}: a number and its unit are apart:\n{line}\n{next}");
    }

    private static void Compare(string file, string actual)
    {
        if (System.Environment.GetEnvironmentVariable("CIMCIL_UPDATE_SCREENS") == "1")
            File.WriteAllText(Path.Combine(SourceFolder(), "Golden", file), actual);
        var golden = File.ReadAllText(Path.Combine(SourceFolder(), "Golden", file)).ReplaceLineEndings("\n");
        Assert.AreEqual(golden, actual, $"{file} is not what is printed; look at both, and renew it with CIMCIL_UPDATE_SCREENS=1 where the new one is right");
    }

    private static string SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;

    private static PhaseResult PhaseOf(int index)
    {
        var phase = new Phase(index, index == 0 ? 0 : 80 + (20 * (index - 1)), index == 0 ? 80 : 20);
        NetworkScores Scores(double top1) => new(top1, top1 + 10, 5, index == 0 ? null : top1 - 3.25, top1 + 4.5, [.. Enumerable.Range(0, index + 1).Select(i => top1 - i)], []);
        return new PhaseResult(
            phase, new Dictionary<string, NetworkScores> { ["boosted"] = Scores(82.25 - index), ["compressed"] = Scores(80.125 - (2 * index)) },
            new MemoryUsage(3216, 1982.4, 123_456_789, 234_567_890, 0.43, []), 2000, null, TimeSpan.FromSeconds(100));
    }

    /// <summary>A key and a value that is one word: a path or a checksum that is longer than the screen.</summary>
    [GeneratedRegex(@"^\s*[^:]{0,30}(: |  )\S+$")]
    private static partial Regex LongValue();

    [GeneratedRegex(@"\d$")]
    private static partial Regex EndsInNumber();

    [GeneratedRegex(@"^\s*(%|KiB|MiB|GiB|images/s|ms|±)(\s|$)")]
    private static partial Regex BeginsWithUnit();
}
