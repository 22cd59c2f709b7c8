using System.Text.RegularExpressions;
using CimCil.Tests;

namespace CimCil.Docs.Tests;

/// <summary>A page of Markdown: its blocks of code, and what stands in code marks, links and headings outside them.</summary>
internal sealed partial class Page
{
    private Page(string path)
    {
        Path = path;
        var text = File.ReadAllText(System.IO.Path.Combine(Checkout.Root, path)).ReplaceLineEndings("\n");
        LineCount = text.Count(letter => letter == '\n');
        Blocks = [.. Fence().Matches(text).Select(match => new Block(this, match.Groups["info"].Value, match.Groups["code"].Value, LineOf(text, match.Index)))];
        // Lines stay where they are, so that places can be named.
        Prose = Fence().Replace(text, match => new string('\n', match.Value.Count(letter => letter == '\n')));
    }

    /// <summary>README, all pages of docs, and the two pages of results.</summary>
    public static IReadOnlyList<Page> All { get; } =
    [
        .. new[] { "README.md", "experiments/RESULTS.md", "tests/CimCil.Benchmarks/RESULTS.md", "tests/CimCil.Tests/Golden/README.md" }
            .Concat(Directory.GetFiles(System.IO.Path.Combine(Checkout.Root, "docs"), "*.md", SearchOption.AllDirectories).Select(path => System.IO.Path.GetRelativePath(Checkout.Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal))
            .Select(path => new Page(path)),
    ];

    /// <summary>Relative to <see cref="Checkout.Root"/>, with forward slashes.</summary>
    public string Path { get; }

    /// <summary>Lines.</summary>
    public int LineCount { get; }

    /// <summary>The blocks between fences.</summary>
    public IReadOnlyList<Block> Blocks { get; }

    /// <summary>The text without its blocks.</summary>
    public string Prose { get; }

    /// <summary>The page of a path.</summary>
    public static Page Of(string path) => All.Single(page => page.Path == path);

    /// <summary>What stands between single marks of code; in a table a bar is written as <c>\|</c>.</summary>
    public IEnumerable<(string Text, int Line)> Spans => Span().Matches(Prose)
        .Select(match => (match.Groups["text"].Value.Replace("\\|", "|", StringComparison.Ordinal).Replace('\n', ' '), LineOf(Prose, match.Index)));

    /// <summary>Commands on lines of their own that are set in by four spaces, as the pages of results have them.</summary>
    public IEnumerable<(string Text, int Line)> SetIn => Prose.Split('\n').Index().Where(line => line.Item.StartsWith("    ", StringComparison.Ordinal) && CommandCheck.IsCommand(line.Item.Trim())).Select(line => (line.Item.Trim(), line.Index + 1));

    /// <summary>The targets of links and images.</summary>
    public IEnumerable<(string Target, int Line)> Links =>
        Link().Matches(Span().Replace(Prose, match => $"`{new string('\n', match.Value.Count(letter => letter == '\n'))}`")).Select(match => (match.Groups["target"].Value, LineOf(Prose, match.Index)));

    /// <summary>The anchors of its headings, as GitHub makes them.</summary>
    public IReadOnlySet<string> Anchors
    {
        get
        {
            var (anchors, counts) = (new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
            foreach (Match heading in Heading().Matches(Prose))
            {
                var anchor = NotInAnchors().Replace(heading.Groups["text"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-');
                var count = counts[anchor] = counts.GetValueOrDefault(anchor) + 1;
                anchors.Add(count == 1 ? anchor : $"{anchor}-{count - 1}");
            }
            return anchors;
        }
    }

    public override string ToString() => Path;

    private static int LineOf(string text, int place) => 1 + text.AsSpan(0, place).Count('\n');

    [GeneratedRegex("^```(?<info>[^`\n]*)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("(?<!`)`(?<text>[^`]+)`(?!`)")]
    private static partial Regex Span();

    [GeneratedRegex(@"\]\((?<target>[^()\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#{1,6} (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}

/// <summary>A block of code.</summary>
/// <param name="Page">Where it stands.</param>
/// <param name="Info">Its language, and the name of its file where it has one.</param>
/// <param name="Code">Its lines.</param>
/// <param name="Line">Of its fence, from 1.</param>
internal sealed record Block(Page Page, string Info, string Code, int Line)
{
    /// <summary>Such as <c>csharp</c>; empty where none is named.</summary>
    public string Language => Info.Split(' ')[0];

    /// <summary>What follows the language: the name of a file, or <c>right</c> and <c>wrong</c> in the pages of diagnostics.</summary>
    public string Name => Info.Contains(' ', StringComparison.Ordinal) ? Info[(Info.IndexOf(' ', StringComparison.Ordinal) + 1)..] : "";

    public override string ToString() => $"{Page.Path}:{Line}";
}
