using System.Reflection;
using System.Text.RegularExpressions;
using CimCil.Tests;

namespace CimCil.Cli.Tests;

/// <summary>The README's programs of a user's own, as they stand there: a single file and a project.</summary>
[TestClass]
public sealed partial class UserProgramTests
{
    private const string TinySettings =
        "data.side=32 data.imageSide=32 data.testResize=32 data.trainImagesPerClass=4 data.testImagesPerClass=2 network.width=4 network.stageBlocks=1,1 "
        + "training.batchSize=8 training.firstPhase.epochs=2 training.laterPhases.epochs=2 learner.compression.epochs=1 mask.refreshInterval=1 mask.batchSize=2";

    [TestMethod]
    public void ASingleFileRunsItsExperiment()
    {
        // A single file belongs to the checkout; artifacts are not under version control.
        var folder = Directory.CreateDirectory(Checkout.At($"artifacts/user-{Guid.NewGuid():N}")).FullName;
        try
        {
            var file = Path.Combine(folder, "my-experiment.cs");
            File.WriteAllText(file, Block("my-experiment.cs").Replace("#:project src/", $"#:project {Checkout.Root}/src/", StringComparison.Ordinal));
            CheckProgram(folder, ["run", "-c", "Release", file], "my-experiment", "dotnet run my-experiment.cs --");

            var run = Dotnet(folder, ["run", "-c", "Release", "--no-build", file, "--", "run", "my-experiment", "--out", "run", "--workers", "1", .. TinySettings.Split(' ').SelectMany(setting => new[] { "--set", setting })]);
            Assert.AreEqual(0, run.ExitCode, run.Output + run.Error);
            StringAssert.Contains(run.Output, "Average incremental accuracy");
            Assert.IsTrue(File.Exists(Path.Combine(folder, "run", "results.json")));

            // A sweep starts its runs with the program that it is a command of.
            var sweep = Dotnet(folder, ["run", "-c", "Release", "--no-build", file, "--", "sweep", "my-experiment", "--seeds", "1", "--out", "sweep", "--threads", "1", .. TinySettings.Split(' ').SelectMany(setting => new[] { "--set", setting })]);
            Assert.AreEqual(0, sweep.ExitCode, sweep.Output + sweep.Error);
            Assert.IsTrue(File.Exists(Path.Combine(folder, "sweep", "01-my-experiment-seed-1", "results.json")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Among its experiments is the README's first one. It names data that is not there; everything else of it holds.</summary>
    [TestMethod]
    public void AProjectElsewhereHasEveryCommand()
    {
        var folder = Directory.CreateTempSubdirectory("cimcil-user-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "my-experiments.csproj"), Block("my-experiments.csproj", "docs/packages.md").Replace("path/to/CimCil", Checkout.Root, StringComparison.Ordinal));
            File.WriteAllText(Path.Combine(folder, "Program.cs"), "return await CimCil.Cli.CimCilApp.RunAsync(args);");
            var record = Block("my-experiment.cs");
            File.WriteAllText(Path.Combine(folder, "MyExperiment.cs"), "using CimCil.Configuration;\n" + record[record.IndexOf("[Experiment", StringComparison.Ordinal)..]);
            var first = Block("csharp");
            StringAssert.Contains(first, "[Experiment(\"my-food\"");
            File.WriteAllText(Path.Combine(folder, "MyFood.cs"), first);
            string[] program = ["run", "-c", "Release", "--project", folder];
            CheckProgram(folder, program, "my-experiments", "my-experiments");

            var valid = Dotnet(folder, [.. program, "--no-build", "--", "validate", "my-food"]);
            Assert.AreEqual(0, valid.ExitCode, valid.Output + valid.Error);
            StringAssert.Contains(valid.Output, "my-food is valid: 101 classes");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Its own catalogue beside the shipped one, and mistakes are named as the shipped command names them, but by the program's own name. The first call builds the program.</summary>
    private static void CheckProgram(string folder, string[] program, string name, string command)
    {
        var list = Dotnet(folder, [.. program, "--", "list"]);
        Assert.AreEqual(0, list.ExitCode, list.Output + list.Error);
        var lines = list.Output.Split('\n', StringSplitOptions.TrimEntries);
        Assert.IsTrue(lines.Any(line => line.StartsWith("my-experiment ", StringComparison.Ordinal) && line.EndsWith(" Three phases of Shapes", StringComparison.Ordinal)), list.Output);
        Assert.IsTrue(lines.Any(line => line.StartsWith("shapes ", StringComparison.Ordinal)), list.Output);
        var mistake = Dotnet(folder, [.. program, "--no-build", "--", "validate", "my-experiment", "--set", "mask.treshold=0.5"]);
        Assert.AreEqual(2, mistake.ExitCode, mistake.Output);
        StringAssert.Contains(mistake.Error, "mask.threshold");
        StringAssert.Contains(mistake.Error, $"Run '{command} describe' with the experiment's name");
        var help = Dotnet(folder, [.. program, "--no-build", "--", "run", "--help"]);
        StringAssert.Contains(help.Output, $"Usage: {command} run NAME [options]");
        StringAssert.Contains(help.Output, $"  {command} run shapes");
        StringAssert.Contains(help.Output, $"'{command} list' shows all.");
        Assert.DoesNotContain("cimcil", help.Output);
        StringAssert.Matches(Dotnet(folder, [.. program, "--no-build", "--", "--version"]).Output, new Regex($@"^{name} \d+\.\d+\.\d+ \(CimCil \d+\.\d+\.\d+(, commit [0-9a-f]{{12}})?\)\s*$"));
    }

    private static string Block(string info, string page = "README.md")
    {
        var text = File.ReadAllText(Checkout.At(page));
        var block = Fence().Matches(text).FirstOrDefault(match => match.Groups["info"].Value == info || match.Groups["info"].Value.EndsWith($" {info}", StringComparison.Ordinal));
        Assert.IsNotNull(block, $"{page} has no block {info}");
        return block.Groups["code"].Value;
    }

    [GeneratedRegex("^```(?<info>[^\n`]+)\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    private static Invocation Dotnet(string folder, string[] arguments) => Invocation.Of(DotnetProcess.Start(folder, arguments, new Dictionary<string, string>
    {
        // A build server that outlives the test would hold its folder and keep the test from ending.
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["UseSharedCompilation"] = "false",
        ["DOTNET_NOLOGO"] = "1",
        // As the solution was built: compiling the checkout's assemblies again would change them under the tests that run.
        ["Checks"] = typeof(UserProgramTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Checks").Value!,
    }));
}
