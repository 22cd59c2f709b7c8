using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace CimCil.Generators.Tests;

/// <summary>
/// A file of <c>Cases</c>: what a user wrote, with marks where a diagnostic is expected (see <see cref="Marked"/>). Its first line says
/// what it is about, and the lines after it that begin with <c>// word:</c> say how it is compiled and what follows; the words are those
/// of <see cref="Read"/>. <c>//// file NAME</c> begins another file, <c>//// project NAME</c> another project, which references those
/// before it; <c>//// project NAME as ALIAS</c> is known to those after it by that alias alone. Before each project come the usings, before the first one also <c>Prelude.cs</c>, unless the case says <c>// bare:</c>.
/// </summary>
internal sealed class Case
{
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);
    private readonly List<(string Project, string File, Marked Source)> _sources = [];

    private Case(string name) => Name = name;

    public string Name { get; }

    /// <summary>Parts of messages: each must be in one.</summary>
    public List<string> Says { get; } = [];

    /// <summary>Diagnostics that have no place.</summary>
    public List<string> Unplaced { get; } = [];

    /// <summary>The problems that validation finds in the records of the last project, by a part of each.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>The names in the catalogue of a program that is the last project; null where that is not asked.</summary>
    public string? Lists { get; private set; }

    public string? RootNamespace { get; private set; }

    public string Language { get; private set; } = "14";

    public string Nullable { get; private set; } = "enable";

    public CompilerAnalysis Analysis { get; private set; }

    public string? Documentation { get; private set; }

    private bool IsBare { get; set; }

    public static Case Read(string name, string text)
    {
        var result = new Case(name);
        var (project, file, lines) = ("Consumer", "Case.cs", new List<string>());
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("//// ", StringComparison.Ordinal))
            {
                result.Add(project, file, lines);
                var words = line.Split(' ', StringSplitOptions.TrimEntries);
                if (words is [_, "project", var named, "as", var alias])
                    result._aliases[named] = alias;
                (project, file) = words[1] == "project" ? (words[2], words[2] + ".cs") : (project, words[2]);
            }
            else if (lines.Count == 0 && result._sources.Count == 0 && line.StartsWith("// ", StringComparison.Ordinal))
                result.Direct(line[3..]);
            else
                lines.Add(line);
        }
        result.Add(project, file, lines);
        return result;
    }

    /// <summary>The projects in the order in which they are compiled.</summary>
    public IReadOnlyList<CompilerProject> Projects()
    {
        var projects = new List<CompilerProject>();
        foreach (var group in _sources.GroupBy(source => source.Project))
        {
            var sources = group.Select(source => (source.File, source.Source.Text));
            if (!IsBare && projects.Count == 0)
                sources = sources.Prepend(("Prelude.cs", CaseFiles.Prelude));
            if (!IsBare)
                sources = sources.Prepend(("Usings.cs", Compilations.Usings));
            projects.Add(new CompilerProject(group.Key, [.. sources])
            {
                RootNamespace = RootNamespace ?? group.Key,
                Language = Language,
                Nullable = Nullable,
                Analysis = Analysis,
                Documentation = Documentation,
                Alias = _aliases.GetValueOrDefault(group.Key),
            });
        }
        return projects;
    }

    /// <summary>The expected diagnostics, as lines in the form of <see cref="Show(CompilerMessage)"/>.</summary>
    public IEnumerable<string> Expected => _sources
        .SelectMany(source => source.Source.Expected.Select(mark => $"{mark.Id} {source.File}({source.Source.Place(mark.Span)})"))
        .Concat(Unplaced.Select(id => $"{id} ()"));

    /// <summary>The ids that are marked at a place of the first project's last file.</summary>
    public IEnumerable<string> Marks(TextSpan place) => _sources.Last(source => source.Project == _sources[0].Project).Source.Expected.Where(mark => place.Contains(mark.Span)).Select(mark => mark.Id);

    public static string Show(CompilerMessage message) => $"{message.Id} {message.Path}({message.Span})";

    /// <summary>The first project inside this process.</summary>
    public CSharpCompilation Compilation()
    {
        Assert.IsTrue(LanguageVersionFacts.TryParse(Language, out var version));
        return Compilations.Create("Consumer", Projects()[0].Sources.Select(source => source.Text), new CSharpParseOptions(version, DocumentationMode.Parse));
    }

    private void Direct(string line)
    {
        var end = line.IndexOf(':', StringComparison.Ordinal);
        var value = line[(end + 1)..].Trim();
        switch (end < 0 ? "" : line[..end])
        {
            case "says": Says.Add(value); break;
            case "unplaced": Unplaced.Add(value); break;
            case "problem": Problems.Add(value); break;
            case "lists": Lists = value; break;
            case "rootns": RootNamespace = value; break;
            case "lang": Language = value; break;
            case "nullable": Nullable = value; break;
            case "analysis": Analysis = Enum.Parse<CompilerAnalysis>(value, ignoreCase: true); break;
            case "doc": Documentation = value; break;
            case "bare": IsBare = true; break;
        }
    }

    private void Add(string project, string file, List<string> lines)
    {
        if (lines.Any(line => line.Trim().Length > 0))
            _sources.Add((project, file, Marked.Read(string.Join('\n', lines))));
        lines.Clear();
    }
}
