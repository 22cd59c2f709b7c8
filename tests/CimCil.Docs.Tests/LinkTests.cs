using System.Text.RegularExpressions;
using CimCil.Tests;

namespace CimCil.Docs.Tests;

/// <summary>Links lead somewhere, every page can be reached from README, and paths that are mentioned are there.</summary>
[TestClass]
public sealed partial class LinkTests
{
    /// <summary>What a run, a build or a user makes; the pages say so where they name it.</summary>
    private static readonly string[] MadeLater = ["runs/", "experiments/weights/", "pretrained/", "docs/images/*"];

    [TestMethod]
    public void EveryLinkLeadsSomewhere()
    {
        var dead = Page.All.SelectMany(page => page.Links.Select(link => (page, link.Line, link.Target, Complaint: Complaint(page, link.Target))))
            .Where(link => link.Complaint is not null).Select(link => $"{link.page}:{link.Line}: {link.Target}: {link.Complaint}").ToList();
        Assert.IsEmpty(dead, string.Join('\n', dead));
    }

    [TestMethod]
    public void EveryPageOfDocsIsInTheIndex()
    {
        var index = Page.Of("docs/README.md");
        var linked = index.Links.Select(link => Target(index, link.Target.Split('#')[0])).ToHashSet(StringComparer.Ordinal);
        string[] missing = [.. Page.All.Select(page => page.Path).Where(path => path.StartsWith("docs/", StringComparison.Ordinal) && path != index.Path && !path.StartsWith("docs/diagnostics/CIMCIL", StringComparison.Ordinal) && !linked.Contains(path))];
        Assert.IsEmpty(missing, string.Join('\n', missing));
        Assert.IsTrue(Page.Of("README.md").Links.Any(link => link.Target == index.Path), "README.md does not link docs/README.md.");
    }

    /// <summary>A README is read in one go.</summary>
    [TestMethod]
    public void TheReadmeStaysShort() => Assert.IsLessThanOrEqualTo(250, Page.Of("README.md").LineCount);

    [TestMethod]
    public void EveryPathThatIsMentionedIsThere()
    {
        var gone = new List<string>();
        foreach (var page in Page.All)
        {
            foreach (var (text, line) in page.Spans.Where(span => PathOfOurs().IsMatch(span.Text) && !MadeLater.Any(made => span.Text.StartsWith(made, StringComparison.Ordinal))))
            {
                if (!IsThere(text.Split('#', ':')[0]))
                    gone.Add($"{page}:{line}: {text}");
            }
        }
        Assert.IsEmpty(gone, string.Join('\n', gone));
    }

    [TestMethod]
    public void NoImageOfDocsIsLeftOver()
    {
        var shown = Page.All.SelectMany(page => page.Links.Select(link => Target(page, link.Target))).ToHashSet(StringComparer.Ordinal);
        var folder = Path.Combine(Checkout.Root, "docs", "images");
        string[] unused = [.. Directory.GetFiles(folder).Select(path => $"docs/images/{Path.GetFileName(path)}").Where(path => !shown.Contains(path))];
        Assert.IsEmpty(unused, string.Join('\n', unused));
    }

    private static string? Complaint(Page page, string target)
    {
        if (target.Contains(':', StringComparison.Ordinal))
            return Uri.TryCreate(target, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" && address.Host.Contains('.', StringComparison.Ordinal) ? null : "no address";
        var parts = target.Split('#');
        var path = parts[0].Length == 0 ? page.Path : Target(page, parts[0]);
        if (!File.Exists(Path.Combine(Checkout.Root, path)) && !Directory.Exists(Path.Combine(Checkout.Root, path)))
            return "no such file";
        if (parts.Length == 1)
            return null;
        return Page.All.FirstOrDefault(other => other.Path == path) is { } found && found.Anchors.Contains(parts[1]) ? null : "no such heading";
    }

    /// <summary>Relative to the root.</summary>
    private static string Target(Page page, string link) =>
        Path.GetRelativePath(Checkout.Root, Path.GetFullPath(Path.Combine(Checkout.Root, Path.GetDirectoryName(page.Path)!, link))).Replace('\\', '/');

    /// <summary>A path of the checkout; its last part may be a pattern such as <c>*.cs</c>.</summary>
    private static bool IsThere(string path)
    {
        var full = Path.Combine(Checkout.Root, path.TrimEnd('/'));
        if (!path.Contains('*', StringComparison.Ordinal))
            return File.Exists(full) || Directory.Exists(full);
        return Directory.Exists(Path.GetDirectoryName(full)) && Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(full)!, Path.GetFileName(full)).Any();
    }

    [GeneratedRegex(@"^(src|tests|docs|experiments|\.ci)/[\w./*#:-]*$")]
    private static partial Regex PathOfOurs();
}
