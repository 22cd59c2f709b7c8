using Microsoft.CodeAnalysis.Text;

namespace CimCil.Generators.Tests;

/// <summary>What an editor offers for common mistakes.</summary>
[TestClass]
public sealed class CodeFixTests
{
    private const string Experiment = "namespace User;\n\n/// <summary>Mine.</summary>\n[Experiment(\"mine\")]\n";

    [TestMethod]
    [DataRow(Experiment + "public sealed record Mine : Base;", "Make it partial", Experiment + "public sealed partial record Mine : Base;")]
    [DataRow(Experiment + "sealed record Mine : Base;", "Make it partial", Experiment + "sealed partial record Mine : Base;")]
    [DataRow(Experiment + "public partial record Mine : Base;", "Make it sealed", Experiment + "public sealed partial record Mine : Base;")]
    [DataRow("namespace User;\n[ConfigSection(\"mine\")]\n// Mine.\nrecord Mine : MaskConfig { public override CimCil.Masking.MaskPolicy CreatePolicy() => CimCil.Masking.MaskPolicy.Whole; }", "Make it partial", "namespace User;\n[ConfigSection(\"mine\")]\n// Mine.\npartial record Mine : MaskConfig { public override CimCil.Masking.MaskPolicy CreatePolicy() => CimCil.Masking.MaskPolicy.Whole; }")]
    [DataRow(
        "namespace User;\npublic static class Outer\n{\n    [Experiment(\"mine\")]\n    public sealed record Mine : Base;\n}",
        "Make it partial",
        "namespace User;\npublic static partial class Outer\n{\n    [Experiment(\"mine\")]\n    public sealed partial record Mine : Base;\n}")]
    [DataRow(
        "namespace User;\n\n/// <summary>Mine.</summary>\npublic sealed partial record MyOwnMask2D : MaskConfig { public override CimCil.Masking.MaskPolicy CreatePolicy() => CimCil.Masking.MaskPolicy.Whole; }",
        "Add [ConfigSection]",
        "namespace User;\n\n/// <summary>Mine.</summary>\n[ConfigSection(\"my-own-mask2d\")]\npublic sealed partial record MyOwnMask2D : MaskConfig { public override CimCil.Masking.MaskPolicy CreatePolicy() => CimCil.Masking.MaskPolicy.Whole; }")]
    [DataRow(
        "namespace User;\npublic static partial class Outer\n{\n    // Mine.\n    public sealed partial record MyMask : MaskConfig { public override CimCil.Masking.MaskPolicy CreatePolicy() => CimCil.Masking.MaskPolicy.Whole; }\n}",
        "Add [ConfigSection]",
        "namespace User;\npublic static partial class Outer\n{\n    // Mine.\n    [ConfigSection(\"my-mask\")]\n    public sealed partial record MyMask : MaskConfig { public override CimCil.Masking.MaskPolicy CreatePolicy() => CimCil.Masking.MaskPolicy.Whole; }\n}")]
    public async Task ARecordIsMadeWhatTheGeneratorNeeds(string before, string title, string after)
    {
        var run = await CodeFixRun.StartAsync(before);
        var (source, left) = await run.ApplyAsync(title);
        Assert.AreEqual(after, source.ReplaceLineEndings("\n"));
        Assert.IsEmpty(left, string.Join(", ", left));
    }

    [TestMethod]
    [DataRow("CimMask.Paper with { Threshold = 1.5 }", "Use 1", "CimMask.Paper with { Threshold = 1 }")]
    [DataRow("CimMask.Paper with { Threshold = -0.5 /* tau */ }", "Use 0", "CimMask.Paper with { Threshold = 0 /* tau */ }")]
    [DataRow("new CimMask { MemoryWeight = -1 }", "Use 0", "new CimMask { MemoryWeight = 0 }")]
    [DataRow("new CimMask { BatchSize = 100_000 }", "Use 65536", "new CimMask { BatchSize = 65536 }")]
    public async Task AValueBecomesTheNearestAllowedOne(string before, string title, string after)
    {
        var source = $"{Experiment}public sealed partial record Mine : Base\n{{\n    public override MaskConfig Mask {{ get; init; }} = {{0}};\n}}";
        var run = await CodeFixRun.StartAsync(source.Replace("{0}", before, StringComparison.Ordinal));
        var (changed, left) = await run.ApplyAsync(title);
        Assert.AreEqual(source.Replace("{0}", after, StringComparison.Ordinal), changed);
        Assert.IsEmpty(left, string.Join(", ", left));
    }

    /// <summary>Above 0 there is no nearest number, and a list or a sum is not replaced by one.</summary>
    [TestMethod]
    [DataRow("new CimMask { LearningRate = 0 }")]
    [DataRow("new CimMask { Threshold = double.NaN }")]
    [DataRow("new FullImages()")]
    public async Task NothingIsOfferedWhereNothingIsNearest(string mask)
    {
        var run = await CodeFixRun.StartAsync($"{Experiment}public sealed partial record Mine : Base\n{{\n    public override MaskConfig Mask {{ get; init; }} = {mask};\n}}");
        Assert.IsEmpty(run.Titles);
    }

    [TestMethod]
    [DataRow("CIMCIL029", "\"treshold\"", "\"threshold\"")]
    [DataRow("CIMCIL029", "\"nothing like it\"", null)]
    [DataRow("CIMCIL025", "\"Tresholt\"", "\"Threshold\"")]
    [DataRow("CIMCIL020", "\"My Mask\"", "\"my-mask\"")]
    public async Task ANameBecomesTheNearestOne(string id, string before, string? after)
    {
        var text = id switch
        {
            "CIMCIL029" => $"[Rule(\"x\")] private static ConfigProblem? R(My mask) => ConfigProblem.At({before}, $\"1\", $\"2\");",
            "CIMCIL025" => $"[ReadWhen({before}, 1.0)] public int X {{ get; init; }}",
            _ => "",
        };
        var kind = id == "CIMCIL020" ? before : "\"my\"";
        var source = $"namespace User;\n[ConfigSection({kind})]\npublic sealed partial record My : MaskConfig\n{{\n    public override CimCil.Masking.MaskPolicy CreatePolicy() => CimCil.Masking.MaskPolicy.Whole;\n    public double Threshold {{ get; init; }}\n    {text}\n}}";
        var run = await CodeFixRun.StartAsync(source, id, new TextSpan(source.IndexOf(before, StringComparison.Ordinal), before.Length));
        if (after is null)
        {
            Assert.IsEmpty(run.Titles);
            return;
        }
        var (changed, _) = await run.ApplyAsync($"Use {after}");
        Assert.AreEqual(source.Replace(before, after, StringComparison.Ordinal), changed);
    }
}
