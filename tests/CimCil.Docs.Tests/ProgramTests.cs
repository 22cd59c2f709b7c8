using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CimCil.Tests;

namespace CimCil.Docs.Tests;

/// <summary>
/// The programs of the pages do what the pages type: each is compiled as it stands there and started with the commands beside it. What one of
/// them leaves behind has the fields that the page of file formats tells, and no others.
/// </summary>
[TestClass]
public sealed partial class ProgramTests
{
    private const string Formats = "docs/file-formats.md";

    /// <summary>Fields that this run has no reason to write.</summary>
    private static readonly string[] Sometimes =
    [
        // Of a run that starts from weights.
        "file", "sha256", "key", "prefix", "names", "loaded", "phi", "kept", "unused", "adapted", "mismatched",
        // Of a run that was resumed.
        "time", "host", "device", "from", "dataset",
        // Of a flat heatmap, of images that were turned, and of a BGR model.
        "flat", "exifRotation", "channel_order",
    ];

    private static readonly TempFolder Folder = new();

    public static IEnumerable<object[]> Pages => Page.All.Where(page => page.Path.StartsWith("docs/", StringComparison.Ordinal) && page.Blocks.Any(IsProgram)).Select(page => new object[] { page.Path });

    [ClassCleanup]
    public static void Remove() => Folder.Dispose();

    [TestMethod]
    [DynamicData(nameof(Pages))]
    public void TheCommandsBesideAProgramWork(string page)
    {
        var block = Page.Of(page).Blocks.Single(IsProgram);
        var program = UserProgram.Of(block);
        var folder = FolderOf(page);
        var commands = CommandsOf(block).ToList();
        Assert.IsTrue(commands.Any(arguments => arguments[0] == "run"), "No command runs the experiment.");
        foreach (var arguments in commands)
            Run(program, folder, arguments);
        var results = JsonNode.Parse(File.ReadAllText(Directory.GetFiles(folder, "results.json", SearchOption.AllDirectories).Single()))!;
        Assert.IsTrue((bool)results["complete"]!);
        Assert.AreEqual(2, (int)results["phaseCount"]!);
    }

    /// <summary>Every field of every file is on the page, in the section of its file, and the page names no field that is not there.</summary>
    [TestMethod]
    public void TheFieldsOfFilesAreThoseOfThePage()
    {
        const string Source = "docs/own-backbone.md";
        var folder = FolderOf(Source);
        var program = UserProgram.Of(Page.Of(Source).Blocks.Single(IsProgram));
        if (!Directory.Exists(Path.Combine(folder, "runs")))
            TheCommandsBesideAProgramWork(Source);
        Run(program, folder, ["memory", "extract", "runs/paired/memory.db", "--out", "images"]);
        Run(program, folder, ["mask", "--model", "paired.onnx", "--images", "images", "--boxes-only", "--provider", "cpu", "--out", "masks"]);

        var run = Path.Combine(folder, "runs", "paired");
        var results = JsonNode.Parse(File.ReadAllText(Path.Combine(run, "results.json")))!;
        string[] networks = [.. results["average"]!.AsObject().Select(network => network.Key)];
        IEnumerable<string> FieldsOf(params IEnumerable<string> texts) => texts.SelectMany(text => Fields(JsonNode.Parse(text)!)).Select(field => networks.Contains(field) ? "NETWORK" : field).Distinct();
        var found = new Dictionary<string, string[]>
        {
            ["manifest.json"] = [.. FieldsOf(File.ReadAllText(Path.Combine(run, "manifest.json")))],
            ["results.json"] = [.. FieldsOf(File.ReadAllText(Path.Combine(run, "results.json")))],
            ["metrics.jsonl"] = [.. FieldsOf(File.ReadAllLines(Path.Combine(run, "metrics.jsonl")).Where(line => !line.StartsWith("{\"kind\":\"phase\"", StringComparison.Ordinal)))],
            ["evaluation/phase-N.json"] = [.. FieldsOf(File.ReadAllText(Path.Combine(run, "evaluation", "phase-1.json")))],
            ["gallery/phase-N.json"] = [.. FieldsOf(File.ReadAllText(Path.Combine(run, "gallery", "phase-1.json")))],
            ["boxes.jsonl"] = [.. FieldsOf(File.ReadAllLines(Path.Combine(folder, "masks", "boxes.jsonl")))],
            ["Mask models"] = [.. MetadataKey().Matches(System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(folder, "paired.onnx")))).Select(match => match.Groups["key"].Value).Distinct()],
        };
        string[] values = [.. File.ReadAllLines(Path.Combine(run, "metrics.jsonl")).Select(line => JsonNode.Parse(line)!["values"]).OfType<JsonObject>().SelectMany(one => one.Select(value => value.Key)).Distinct()];
        string[] unknown = [.. values.Where(value => !value.StartsWith("loss.", StringComparison.Ordinal) && !SectionOf("metrics.jsonl").Contains($"`{value}`", StringComparison.Ordinal))];
        Assert.IsEmpty(unknown, string.Join(", ", unknown));
        CollectionAssert.IsSubsetOf(Settings.Metrics, values);
        foreach (var (heading, fields) in found)
        {
            Assert.IsGreaterThan(8, fields.Length, heading);
            var section = SectionOf(heading);
            var told = Name().Matches(section).Select(match => match.Groups["name"].Value).SelectMany(name => name.Split('.', '[')).Select(name => name.Trim(']')).ToHashSet(StringComparer.Ordinal);
            string[] untold = [.. fields.Where(field => !told.Contains(field))];
            Assert.IsEmpty(untold, $"{Formats} does not tell of {heading}: {string.Join(", ", untold)}");
            string[] invented = [.. FirstColumn().Matches(section).SelectMany(row => Name().Matches(row.Value)).SelectMany(match => match.Groups["name"].Value.Split('.')).Select(name => name.Replace("[]", "", StringComparison.Ordinal))
                .Distinct().Where(name => !fields.Contains(name) && !Sometimes.Contains(name) && !(heading == "Mask models"))];
            Assert.IsEmpty(invented, $"{heading} has no field {string.Join(", ", invented)}, which {Formats} tells.");
        }
        string[] files = [.. Directory.GetFileSystemEntries(run).Select(path => Path.GetFileName(path)!).Where(name => !SectionOf("The run folder").Contains($"`{name}`", StringComparison.Ordinal) && !SectionOf("The run folder").Contains($"`{name}/`", StringComparison.Ordinal) && !SectionOf("What else may be there").Contains($"`{name}`", StringComparison.Ordinal))];
        Assert.IsEmpty(files, string.Join(", ", files));
    }

    private static bool IsProgram(Block block) => block.Language == "csharp" && block.Name.EndsWith(".cs", StringComparison.Ordinal);

    private static string FolderOf(string page) => Directory.CreateDirectory(Folder[Path.GetFileNameWithoutExtension(page)]).FullName;

    /// <summary>What stands behind the two dashes of the commands that start the program of a block.</summary>
    private static IEnumerable<string[]> CommandsOf(Block block) => block.Page.Blocks.Where(other => other.Language == "sh").SelectMany(other => Shell.Commands(other.Code))
        .Where(words => words.Contains(block.Name)).Select(words => words[(Array.IndexOf(words, "--") + 1)..]);

    private static void Run(UserProgram program, string folder, string[] arguments)
    {
        string[] quietly = arguments[0] == "run" ? [.. arguments, "--device", "cpu", "--workers", "1", "--no-tensorboard"] : arguments;
        var (code, output) = program.Run(folder, quietly);
        Assert.AreEqual(0, code, $"{string.Join(' ', arguments)}\n{output}");
    }

    /// <summary>The names of all fields, but of those whose names are data: what was measured in an epoch and how long parts took.</summary>
    private static IEnumerable<string> Fields(JsonNode node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => field.Key is "values" or "stageSeconds" || field.Value is null ? [field.Key] : Fields(field.Value).Prepend(field.Key)),
        JsonArray items => items.Where(item => item is JsonObject).SelectMany(item => Fields(item!)),
        _ => [],
    };

    /// <summary>The text below a heading, to the next one.</summary>
    private static string SectionOf(string heading)
    {
        var text = Page.Of(Formats).Prose;
        var start = Regex.Match(text, $"^##+ {Regex.Escape(heading)}$", RegexOptions.Multiline | RegexOptions.IgnoreCase);
        Assert.IsTrue(start.Success, heading);
        var rest = text[(start.Index + start.Length)..];
        var end = Regex.Match(rest, "^##", RegexOptions.Multiline);
        return end.Success ? rest[..end.Index] : rest;
    }

    [GeneratedRegex("`(?<name>[^`\n]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"^\| `[^|]*\|", RegexOptions.Multiline)]
    private static partial Regex FirstColumn();

    [GeneratedRegex("cimcil\\.(?<key>[a-z_]+)")]
    private static partial Regex MetadataKey();
}
