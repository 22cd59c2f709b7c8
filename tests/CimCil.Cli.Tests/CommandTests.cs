namespace CimCil.Cli.Tests;

/// <summary>The commands that train nothing.</summary>
[TestClass]
public sealed class CommandTests
{
    private static readonly string Folder = Path.GetTempPath();

    [TestMethod]
    public void ListAlignsNamesAndSummaries()
    {
        var list = Invocation.Of(Folder, "list");
        Assert.AreEqual(0, list.ExitCode, list.Error);
        var lines = list.Output.TrimEnd().Split(Environment.NewLine)[2..];
        var shapes = lines.Single(line => line.StartsWith("shapes ", StringComparison.Ordinal));
        var longest = lines.Max(line => line.IndexOf("  ", StringComparison.Ordinal));
        Assert.AreEqual(longest + 2, shapes.IndexOf("FOSTER", StringComparison.Ordinal));
        CollectionAssert.AreEqual(lines.Order(StringComparer.Ordinal).ToArray(), lines);
    }

    [TestMethod]
    public void DescribeShowsEverySettingAndTheChangedValue()
    {
        var describe = Invocation.Of(Folder, "describe", "shapes", "--wide", "--set", "mask.threshold=0.75");
        Assert.AreEqual(0, describe.ExitCode, describe.Error);
        var threshold = describe.Output.Split(Environment.NewLine).Single(line => line.Contains("mask.threshold", StringComparison.Ordinal));
        foreach (var part in new[] { "0.75", "0.6", "number", "from 0 to 1" })
            StringAssert.Contains(threshold, part);
        StringAssert.Contains(describe.Output, "memory.budget");
        Assert.DoesNotContain('\u001b', describe.Output, "colours are for terminals");
    }

    [TestMethod]
    public void DescribeSaysThatRulesAreBroken()
    {
        Assert.DoesNotContain("broken", Invocation.Of(Folder, "describe", "shapes").Output);
        StringAssert.Contains(Invocation.Of(Folder, "describe", "shapes", "--set", "mask.threshold=1.5").Output, "1 rule is broken: 'cimcil validate'");
        StringAssert.Contains(Invocation.Of(Folder, "describe", "shapes", "seed", "--set", "mask.threshold=1.5", "--set", "training.batchSize=0").Output, "2 rules are broken");
    }

    [TestMethod]
    public void ValidateSaysWhatIsValid()
    {
        var valid = Invocation.Of(Folder, "validate", "shapes");
        Assert.AreEqual(0, valid.ExitCode, valid.Error);
        StringAssert.Contains(valid.Output, "shapes is valid");
        StringAssert.Contains(valid.Output, "4, 2, 2, 2");
    }

    [TestMethod]
    public void ValidateReportsEveryProblemAtOnce()
    {
        var invalid = Invocation.Of(Folder, "validate", "shapes", "--set", "mask.threshold=2", "--set", "training.batchSize=0");
        Assert.AreEqual(2, invalid.ExitCode);
        StringAssert.Contains(invalid.Error, "mask.threshold is 2");
        StringAssert.Contains(invalid.Error, "training.batchSize is 0");
    }

    [TestMethod]
    public void ValidateReportsEveryWrongSetAtOnce()
    {
        var invalid = Invocation.Of(Folder, "validate", "shapes", "--set", "mask.treshold=2", "--set", "phases.firstPhase=two", "--set", "training.batchSize=0", "--seed", "x");
        Assert.AreEqual(2, invalid.ExitCode);
        foreach (var problem in new[] { "shapes has 4 problems:", "no setting mask.treshold", "phases.firstPhase cannot be 'two'", "seed cannot be 'x'", "training.batchSize is 0" })
            StringAssert.Contains(invalid.Error, problem);
    }

    [TestMethod]
    [DataRow("--help", "Examples:")]
    [DataRow("run --help", "cimcil run shapes --seed 2")]
    [DataRow("describe shapes --help", "cimcil describe shapes")]
    [DataRow("--version", "cimcil 0.")]
    public void HelpIsDoneNotWrong(string arguments, string expected)
    {
        var help = Invocation.Of(Folder, arguments.Split(' '));
        Assert.AreEqual(0, help.ExitCode, help.Error);
        StringAssert.Contains(help.Output, expected);
    }
}
