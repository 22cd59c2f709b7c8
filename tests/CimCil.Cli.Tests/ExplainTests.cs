namespace CimCil.Cli.Tests;

/// <summary><c>cimcil explain</c>: pages that need no network.</summary>
[TestClass]
public sealed class ExplainTests
{
    private static readonly string Folder = Path.GetTempPath();

    [TestMethod]
    [DataRow("CIMCIL003")]
    [DataRow("cimcil003")]
    [DataRow("3")]
    [DataRow("cimcil3")]
    public void APageIsPrinted(string id)
    {
        var explain = Invocation.Of(Folder, "explain", id);
        Assert.AreEqual(0, explain.ExitCode, explain.Error);
        StringAssert.StartsWith(explain.Output, "# CIMCIL003: A setting must obey its rule\n");
        StringAssert.Contains(explain.Output, "```csharp right");
    }

    /// <summary>Prose does; code is as it is typed.</summary>
    [TestMethod]
    public void APageFitsTheScreen()
    {
        var explain = Invocation.Of(Folder, new Dictionary<string, string> { ["COLUMNS"] = "60" }, ["explain", "3"]);
        var wide = Invocation.Of(Folder, "explain", "3").Output;
        var prose = string.Concat(explain.Output.Split("```").Where((_, part) => part % 2 == 0));
        Assert.IsTrue(prose.Split('\n').All(line => line.Length <= 60), prose);
        CollectionAssert.AreEqual(wide.Split("```").Where((_, part) => part % 2 == 1).ToArray(), explain.Output.Split("```").Where((_, part) => part % 2 == 1).ToArray());
        Assert.IsTrue(wide.Split('\n').Any(line => line.Length > 100), "a pipe has whole lines");
    }

    [TestMethod]
    public void AllAreListedOnOneLineEach()
    {
        var explain = Invocation.Of(Folder, "explain");
        Assert.AreEqual(0, explain.ExitCode, explain.Error);
        var lines = explain.Output.TrimEnd().Split(Environment.NewLine);
        CollectionAssert.Contains(lines, "CIMCIL003  A setting must obey its rule");
        Assert.IsGreaterThanOrEqualTo(13, lines.Length);
        foreach (var line in lines)
            StringAssert.Matches(line, new System.Text.RegularExpressions.Regex("^CIMCIL[0-9]{3}  [A-Z][^`]+$"));
    }

    [TestMethod]
    [DataRow("CIMCIL103", "There is no diagnostic CIMCIL103. Did you mean CIMCIL003")]
    [DataRow("CIMCL04", "Did you mean CIMCIL004")]
    [DataRow("nonsense", "Run 'cimcil explain' to see all")]
    public void AnUnknownIdSuggestsTheNearest(string id, string message)
    {
        var explain = Invocation.Of(Folder, "explain", id);
        Assert.AreEqual(2, explain.ExitCode);
        StringAssert.Contains(explain.Error, message);
    }
}
