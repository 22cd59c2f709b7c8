using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CimCil.Generators.Tests;

/// <summary>
/// The compiler of the installed SDK, run as a process over one project the way <c>dotnet build</c> runs it. Only it shows what a user
/// sees: it stops at the errors of declarations before an analyzer has run, and it reports a generator that fails. Its server is one
/// of our own, so that a compilation takes a fifth of a second and no other build is disturbed.
/// </summary>
internal static partial class RealCompiler
{
    private static readonly string Server = string.Create(CultureInfo.InvariantCulture, $"cimcil-tests-{Environment.ProcessId}");

    private static string DotNetRoot { get; } = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));

    private static string Sdk { get; } = Newest(Path.Combine(DotNetRoot, "sdk"), folder => File.Exists(Path.Combine(folder, "Roslyn", "bincore", "csc.dll")));

    private static string[] PlatformReferences { get; } = Directory.GetFiles(
        Path.Combine(Newest(Path.Combine(DotNetRoot, "packs", "Microsoft.NETCore.App.Ref"), _ => true), "ref", "net10.0"),
        "*.dll");

    /// <summary>Compiles into <paramref name="folder"/>, where the sources are written too.</summary>
    /// <returns>Every error and warning, in the compiler's order.</returns>
    public static async Task<IReadOnlyList<CompilerMessage>> CompileAsync(CompilerProject project, string folder)
    {
        Directory.CreateDirectory(folder);
        var response = Path.Combine(folder, project.Name + ".rsp");
        await File.WriteAllLinesAsync(response, Arguments(project, folder).Select(argument => $"\"{argument}\""));
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : Path.Combine(DotNetRoot, "dotnet"))
        {
            ArgumentList = { "exec", Path.Combine(Sdk, "Roslyn", "bincore", "csc.dll"), $"/shared:{Server}", "/keepalive:30", "/noconfig", $"@{response}" },
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        // The SDK's compiler is compiled already; doing that again for what is called often takes longer than it saves here. Its server inherits this.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        using var compiler = Process.Start(start)!;
        var (output, error) = (compiler.StandardOutput.ReadToEndAsync(), compiler.StandardError.ReadToEndAsync());
        await compiler.WaitForExitAsync();
        var messages = (await output).Split('\n').Select(line => Read(line.TrimEnd('\r'), folder)).OfType<CompilerMessage>().ToArray();
        if (compiler.ExitCode != 0 && !messages.Any(message => message.Severity == "error"))
            throw new InvalidOperationException($"The compiler ended with {compiler.ExitCode}: {await output}{await error}");
        return messages;
    }

    private static IEnumerable<string> Arguments(CompilerProject project, string folder)
    {
        yield return "/nologo";
        yield return "/nostdlib+";
        yield return "/utf8output";
        yield return "/fullpaths";
        yield return "/errorendlocation";
        yield return "/preferreduilang:en-US";
        yield return "/target:library";
        yield return "/deterministic+";
        yield return "/warn:10";
        // As in every project of the SDK: packages are compiled against an older .NET.
        yield return "/nowarn:1701,1702";
        yield return $"/nullable:{project.Nullable}";
        yield return $"/langversion:{project.Language}";
        yield return $"/out:{Path.Combine(folder, project.Name + ".dll")}";
        foreach (var reference in PlatformReferences.Append(typeof(Configuration.Experiment).Assembly.Location).Concat(project.References))
            yield return $"/reference:{reference}";
        yield return $"/analyzer:{typeof(ExperimentGenerator).Assembly.Location}";
        if (project.Documentation is { } documentation)
            yield return $"/doc:{Path.Combine(folder, documentation)}";
        foreach (var argument in AnalysisArguments(project, folder))
            yield return argument;
        foreach (var (name, text) in project.Sources)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, text);
            yield return path;
        }
    }

    /// <summary>What a build tells analyzers; with all of .NET's own analyzers where the project asks for them.</summary>
    private static IEnumerable<string> AnalysisArguments(CompilerProject project, string folder)
    {
        var config = Path.Combine(folder, project.Name + ".globalconfig");
        File.WriteAllText(config, $"is_global = true\nbuild_property.RootNamespace = {project.RootNamespace}\nbuild_property.ProjectDir = {folder}\n{string.Concat(project.Silenced.Select(id => $"dotnet_diagnostic.{id}.severity = none\n"))}");
        yield return $"/analyzerconfig:{config}";
        if (project.Analysis != CompilerAnalysis.All)
            yield break;
        var analyzers = Path.Combine(Sdk, "Sdks", "Microsoft.NET.Sdk", "analyzers");
        foreach (var analyzer in Directory.GetFiles(analyzers, "Microsoft.CodeAnalysis*.NetAnalyzers.dll"))
            yield return $"/analyzer:{analyzer}";
        yield return $"/analyzerconfig:{Path.Combine(analyzers, "build", "config", "analysislevel_10_all_warnaserror.globalconfig")}";
    }

    private static string Newest(string parent, Func<string, bool> holds) => Directory.GetDirectories(parent, "10.*")
        .Where(holds)
        .MaxBy(folder => Version.TryParse(Path.GetFileName(folder).Split('-')[0], out var version) ? version : new Version())
        ?? throw new InvalidOperationException($"{parent} holds no version 10: these tests need the SDK that the tests are run with.");

    private static CompilerMessage? Read(string line, string folder)
    {
        if (Message().Match(line) is not { Success: true } read)
            return line.Length == 0 ? null : throw new InvalidOperationException($"The compiler said what is no message: {line}");
        var path = read.Groups["path"].Value;
        return new CompilerMessage(
            read.Groups["id"].Value,
            read.Groups["severity"].Value,
            path.StartsWith(folder, StringComparison.Ordinal) ? path[(folder.Length + 1)..] : path,
            read.Groups["span"].Value,
            read.Groups["text"].Value);
    }

    [GeneratedRegex(@"^((?<path>.*?)\((?<span>\d+,\d+,\d+,\d+)\): )?(?<severity>error|warning|info) (?<id>\w+): (?<text>.*)$")]
    private static partial Regex Message();
}
