namespace CimCil.Docs.Tests;

/// <summary>Every command of a page can be typed as it stands there: programs, options, names of experiments, settings and their values.</summary>
[TestClass]
public sealed class CommandTests
{
    [TestMethod]
    public void EveryCommandOfABlockCanBeTyped()
    {
        var (count, wrong) = (0, new List<string>());
        foreach (var block in Page.All.SelectMany(page => page.Blocks).Where(block => block.Language == "sh"))
        {
            foreach (var words in Shell.Commands(block.Code))
            {
                count++;
                if (CommandCheck.Complaint(words, block.Page) is { } complaint)
                    wrong.Add($"{block}: {string.Join(' ', words)}: {complaint}");
            }
        }
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.IsGreaterThan(40, count);
    }

    [TestMethod]
    public void EveryCommandInTheTextCanBeTyped()
    {
        var (count, wrong) = (0, new List<string>());
        foreach (var page in Page.All)
        {
            foreach (var (text, line) in page.Spans.Where(span => CommandCheck.IsCommand(span.Text)).Concat(page.SetIn))
            {
                foreach (var words in Shell.Commands(text).SelectMany(CommandCheck.Alternatives))
                {
                    count++;
                    if (CommandCheck.Complaint(words, page) is { } complaint)
                        wrong.Add($"{page}:{line}: {string.Join(' ', words)}: {complaint}");
                }
            }
        }
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.IsGreaterThan(80, count);
    }

    [TestMethod]
    public void EveryOptionInTheTextIsOne()
    {
        var wrong = new List<string>();
        foreach (var page in Page.All)
        {
            foreach (var (text, line) in page.Spans.Where(span => span.Text.StartsWith("--", StringComparison.Ordinal)))
            {
                if (CommandCheck.ComplaintOfOption(Shell.Commands(text).First(), page) is { } complaint)
                    wrong.Add($"{page}:{line}: {text}: {complaint}");
            }
        }
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
    }

    [TestMethod]
    public void EverySettingInTheTextIsOne()
    {
        var (count, wrong) = (0, new List<string>());
        foreach (var page in Page.All)
        {
            foreach (var (text, line) in page.Spans.Where(span => Settings.IsOne(span.Text)))
            {
                count++;
                if (Settings.Complaint(text, page) is { } complaint)
                    wrong.Add($"{page}:{line}: {text}: {complaint}");
            }
        }
        Assert.IsEmpty(wrong, string.Join('\n', wrong));
        Assert.IsGreaterThan(60, count);
    }

    /// <summary>The check itself: what is wrong in one word is found.</summary>
    [TestMethod]
    [DataRow("cimcil run shapes --sed 2")]
    [DataRow("cimcil run shape")]
    [DataRow("cimcil runs shapes")]
    [DataRow("cimcil run shapes --set mask.treshold=0.5")]
    [DataRow("cimcil run shapes --set mask.threshold=1.5")]
    [DataRow("cimcil run shapes --device gpu")]
    [DataRow("cimcil compress --model m.onnx --images d --budget 20/phase")]
    [DataRow("cimcil mask --model m.onnx --images d --on-corrupt ignore")]
    [DataRow("cimcil memory look x.db")]
    [DataRow("dotnet run -c Release --project src/CimCil.Cli -- run shape")]
    [DataRow("dotnet run --project src/CimCil.Cl -- list")]
    [DataRow("dotnet run tests/NoSuch.cs")]
    [DataRow("dotnet run -c Release --project tests/CimCil.Benchmarks -- no-such")]
    [DataRow("dotnet test tests/CimCil.Tests -c Release --filter FullyQualifiedName~NoSuchTests")]
    [DataRow("dotnet build -c Release -p:TorchBackend=gpu")]
    [DataRow("tests/no-such.sh")]
    [DataRow("CIMCIL_NO_SUCH=1 dotnet test -c Release")]
    [DataRow("rm -rf runs")]
    public void WhatIsWrongIsFound(string command) =>
        Assert.IsNotNull(CommandCheck.Complaint(Shell.Commands(command).Single(), Page.Of("README.md")), command);

    [TestMethod]
    [DataRow("mask.treshold")]
    [DataRow("mask.threshold=2")]
    [DataRow("learner.kind=foste")]
    [DataRow("memory.budget=20/phase")]
    public void AWrongSettingIsFound(string text)
    {
        Assert.IsTrue(Settings.IsOne(text));
        Assert.IsNotNull(Settings.Complaint(text, Page.Of("README.md")), text);
    }
}
