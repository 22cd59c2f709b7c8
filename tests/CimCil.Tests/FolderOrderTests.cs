using System.Text.RegularExpressions;

namespace CimCil.Tests;

/// <summary>
/// A folder of src/CimCil may use only the folders above it in <see cref="Order"/>, so that the library can be read from top
/// to bottom. Namespaces, qualified names and names relative to <c>CimCil</c> are looked at; comments are not.
/// </summary>
[TestClass]
public sealed partial class FolderOrderTests
{
    private static readonly string[] Order =
    [
        "Foundation", "Configuration", "Data", "Networks", "PyBridge", "Learners", "Masking", "Exemplars", "Training", "Evaluation", "Onnx", "Runs", "Reporting",
    ];

    [TestMethod]
    public void NoFolderUsesOneBelowIt()
    {
        var sources = LibrarySources();
        Assert.IsGreaterThan(10, sources.Count);
        var violations = Violations(sources);
        Assert.IsEmpty(violations, string.Join(Environment.NewLine, violations));
    }

    [TestMethod]
    [DataRow("using CimCil.Training;")]
    [DataRow("global using CimCil.Training;")]
    [DataRow("using static CimCil.Training.TrainingProgress;")]
    [DataRow("using Progress = CimCil.Training.TrainingProgress;")]
    [DataRow("namespace CimCil.Data; class A { object B = new CimCil.Training.EpochMetrics(); }")]
    [DataRow("namespace CimCil.Data; class A { object B = new global::CimCil.Training.EpochMetrics(); }")]
    [DataRow("namespace CimCil.Data; class A { Training.EpochMetrics? B; }")]
    [DataRow("namespace CimCil.Data; class A { object B = new ExperimentRunner(); }")]
    [DataRow("namespace CimCil.Training;")]
    public void APlantedArrowIsFound(string planted)
    {
        Source[] others = [new("Training", "EpochMetrics.cs", "namespace CimCil.Training;"), new("", "ExperimentRunner.cs", "namespace CimCil;")];
        Assert.HasCount(1, Violations([new Source("Data", "Planted.cs", planted), .. others]));
    }

    [TestMethod]
    [DataRow("using CimCil.Configuration;")]
    [DataRow("namespace CimCil.Data; /// <see cref=\"CimCil.Training.EpochMetrics\"/>")]
    [DataRow("namespace CimCil.Data; /* CimCil.Training.EpochMetrics */")]
    [DataRow("namespace CimCil.Data; class A { int B => experiment.Training.EpochMetrics; }")]
    [DataRow("namespace CimCil.Data.Drawing;")]
    public void WhatIsAllowedPasses(string allowed) =>
        Assert.IsEmpty(Violations([new Source("Data", "Planted.cs", allowed), new Source("Training", "EpochMetrics.cs", "namespace CimCil.Training;")]));

    [TestMethod]
    public void ConfigurationDoesNotUseTensors()
    {
        Assert.HasCount(1, Violations([new Source("Configuration", "Planted.cs", "using static TorchSharp.torch;")]));
        Assert.IsEmpty(Violations([new Source("Networks", "Planted.cs", "using static TorchSharp.torch;")]));
    }

    [TestMethod]
    public void AFolderWithoutAPlaceIsFound() => Assert.HasCount(1, Violations([new Source("Helpers", "Planted.cs", "namespace CimCil.Helpers;")]));

    private static List<string> Violations(IReadOnlyList<Source> sources)
    {
        var typesOf = sources.ToLookup(source => source.Folder, source => Path.GetFileNameWithoutExtension(source.File).Split('.')[0]);
        var violations = new List<string>();
        foreach (var source in sources.Where(source => source.Folder.Length > 0))
        {
            var place = Array.IndexOf(Order, source.Folder);
            if (place < 0)
            {
                violations.Add($"{source.File}: the folder {source.Folder} has no place in the order.");
                continue;
            }
            var code = Comment().Replace(source.Text, " ");
            violations.AddRange(UsedFolders(code, typesOf)
                .Where(used => Array.IndexOf(Order, used) > place)
                .Select(used => $"{source.Folder}/{source.File} uses {used}, which is below {source.Folder}."));
            violations.AddRange(typesOf[""]
                .Where(type => Regex.IsMatch(code, $@"\b{type}\b"))
                .Select(type => $"{source.Folder}/{source.File} uses {type}, which joins the folders and is used by none."));
            if (source.Folder == "Configuration" && code.Contains("TorchSharp", StringComparison.Ordinal))
                violations.Add($"{source.Folder}/{source.File} uses TorchSharp; list, describe and validate run without native libraries.");
        }
        return violations;
    }

    private static HashSet<string> UsedFolders(string code, ILookup<string, string> typesOf)
    {
        var used = Qualified().Matches(code).Select(match => match.Groups["folder"].Value).Where(Order.Contains).ToHashSet();
        // Inside namespace CimCil.Data, "Training.EpochMetrics" means CimCil.Training.EpochMetrics.
        foreach (Match match in Relative().Matches(code))
        {
            var folder = match.Groups["folder"].Value;
            if (Order.Contains(folder) && typesOf[folder].Contains(match.Groups["type"].Value))
                used.Add(folder);
        }
        return used;
    }

    private static List<Source> LibrarySources()
    {
        var root = LibraryFolder();
        var sources = new List<Source>();
        foreach (var path in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(root, path).Replace('\\', '/');
            var folder = relative.Contains('/') ? relative[..relative.IndexOf('/')] : "";
            if (folder is not ("bin" or "obj"))
                sources.Add(new Source(folder, Path.GetFileName(path), File.ReadAllText(path)));
        }
        return sources;
    }

    private static string LibraryFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CimCil.sln")))
                return Path.Combine(folder.FullName, "src", "CimCil");
        }
        throw new DirectoryNotFoundException($"No CimCil.sln above {AppContext.BaseDirectory}.");
    }

    [GeneratedRegex(@"//.*|/\*[\s\S]*?\*/")]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<![\w.])CimCil\.(?<folder>\w+)")]
    private static partial Regex Qualified();

    [GeneratedRegex(@"(?<![\w.])(?<folder>[A-Z]\w*)\.(?<type>[A-Z]\w*)")]
    private static partial Regex Relative();

    private sealed record Source(string Folder, string File, string Text);
}
