using System.CommandLine;
using System.Reflection;
using System.Text.RegularExpressions;
using CimCil.Cli;
using CimCil.Configuration;
using CimCil.Foundation;
using CimCil.Tests;

namespace CimCil.Docs.Tests;

/// <summary>Whether a command can be typed as it stands on a page.</summary>
internal static partial class CommandCheck
{
    /// <summary>What is not looked into, and why.</summary>
    private static readonly Dictionary<string, string> NotChecked = new(StringComparer.Ordinal)
    {
        ["apt"] = "changes the system",
        ["cd"] = "the shell's own",
        ["convmv"] = "a program that few have",
        ["df"] = "of the system",
        ["git"] = "clones a repository, or asks Git LFS for files",
        ["ls"] = "of the system",
        ["mkdir"] = "of the system",
        ["mv"] = "of the system",
        ["sacct"] = "needs a cluster",
        ["sbatch"] = "needs a cluster",
        ["scancel"] = "needs a cluster",
        ["sinfo"] = "needs a cluster",
        ["sqlite3"] = "a program that not all have",
        ["squeue"] = "needs a cluster",
        ["srun"] = "needs a cluster",
        ["tar"] = "needs the archive",
        ["wget"] = "loads gigabytes",
        ["xz"] = "of the system",
        ["zip"] = "needs the folder",
    };

    /// <summary>Words of <c>dotnet</c> that only packages need, which the tests of the packages type.</summary>
    private static readonly string[] OfPackages = ["new", "tool", "add", "pack", "nuget", "package"];

    private static readonly RootCommand Table = (RootCommand)typeof(CimCilApp).GetMethods(BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static)
        .Single(method => method.ReturnType == typeof(RootCommand) && method.GetParameters().Length == 0).Invoke(null, null)!;

    private static readonly Lazy<string> Sources = new(() => string.Concat(
        new[] { "src", "tests", ".ci" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Checkout.Root, folder), "*", SearchOption.AllDirectories))
            .Where(path => Path.GetExtension(path) is ".cs" or ".sh" or ".props" or ".csproj" or "" && !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("Golden", StringComparison.Ordinal) && !path.Contains("CimCil.Docs.Tests", StringComparison.Ordinal))
            .Select(File.ReadAllText)));

    /// <summary>Whether the text of a page means a command.</summary>
    public static bool IsCommand(string text) => Started().IsMatch(text);

    /// <summary><c>show|verify</c> is two commands.</summary>
    public static IEnumerable<string[]> Alternatives(string[] words)
    {
        var place = Array.FindIndex(words, word => Choice().IsMatch(word));
        return place < 0 ? [words] : words[place].Split('|').SelectMany(choice => Alternatives([.. words[..place], choice, .. words[(place + 1)..]]));
    }

    /// <summary>What is wrong with a command; null for nothing.</summary>
    public static string? Complaint(string[] words, Page page)
    {
        var variables = words.TakeWhile(word => Assignment().IsMatch(word)).ToArray();
        foreach (var variable in variables.Select(word => word.Split('=')[0]))
        {
            if (!Sources.Value.Contains(variable, StringComparison.Ordinal))
                return $"nothing reads {variable}";
        }
        words = words[variables.Length..];
        return words switch
        {
            [] => null,
            ["cimcil", .. var arguments] => OfCimCil(arguments, page),
            ["dotnet", .. var arguments] => OfDotNet(arguments, page),
            [var program, ..] when program.Contains('/', StringComparison.Ordinal) => File.Exists(Path.Combine(Checkout.Root, program)) ? null : $"{program} is not there",
            [var program, ..] => NotChecked.ContainsKey(program) ? null : $"nobody checks {program}: add it to the list with the reason",
        };
    }

    /// <summary>What is wrong with an option and its value; null for nothing.</summary>
    public static string? ComplaintOfOption(string[] words, Page page)
    {
        var (name, value) = (words[0], words.Length > 1 ? words[1] : null);
        var options = Commands(Table).SelectMany(command => command.Options).Where(option => option.Name == name || option.Aliases.Contains(name)).ToList();
        if (options.Count == 0)
            return OfDotNetItself.Contains(name) ? null : $"no command has {name}";
        return value is null || options.Any(option => ComplaintOfValue(option, value, page) is null) ? null : ComplaintOfValue(options[0], value, page);
    }

    /// <summary>Options of the SDK's commands that the pages name.</summary>
    private static readonly string[] OfDotNetItself = ["--filter", "--no-restore", "--verify-no-changes", "--self-contained"];

    private static string? OfCimCil(string[] arguments, Page page)
    {
        var parsed = Table.Parse([.. arguments.Select(argument => argument.EndsWith("...", StringComparison.Ordinal) ? argument[..^3] : argument)], new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
        // A command that is only named takes no arguments in the text.
        var isNamedAlone = arguments.All(argument => !argument.StartsWith('-')) && parsed.CommandResult.Tokens.Count == 0;
        if (parsed.UnmatchedTokens is [var unmatched, ..])
            return $"'{unmatched}' is no command or option";
        if (!isNamedAlone && parsed.Errors is [var error, ..])
            return error.Message;
        foreach (var option in Commands(Table).SelectMany(command => command.Options).Distinct())
        {
            if (parsed.GetResult(option) is { Implicit: false } result)
            {
                foreach (var token in result.Tokens)
                {
                    if (ComplaintOfValue(option, token.Value, page) is { } complaint)
                        return complaint;
                }
            }
        }
        return isNamedAlone && parsed.Errors.Count > 0 ? null : OfExperiment(parsed, page);
    }

    /// <summary>A command with <c>--set</c> names an experiment first; one of a user's is declared on the same page.</summary>
    private static string? OfExperiment(ParseResult parsed, Page page)
    {
        var command = parsed.CommandResult.Command;
        if (command.Name == "resume" || command.Options.All(option => option.Name != "--set") || command.Arguments is not [Argument<string> argument, ..])
            return null;
        if (parsed.GetValue(argument) is not { } name || Capitals().IsMatch(name))
            return null;
        var texts = parsed.Tokens.Select(token => token.Value).ToArray();
        // What a sweep varies has several values, each looked at by itself.
        string[] settings = [.. texts.Where((text, i) => Settings.IsOne(text) && (i == 0 || texts[i - 1] is not ("--vary" or "--baseline")))];
        if (page.Blocks.Any(block => block.Code.Contains($"[Experiment(\"{name}\"", StringComparison.Ordinal)))
            return null;
        if (argument.Name.Contains("DIR", StringComparison.Ordinal) && name.IndexOfAny(['/', '~']) >= 0)
            return null;
        try
        {
            return ExperimentRegistry.Create(name).WithOverrides(settings).Validate() is [var problem, ..] ? problem.ToString() : null;
        }
        catch (ConfigurationException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>The help of an option says which values it has: words in small letters are values, words in capitals stand for any.</summary>
    private static string? ComplaintOfValue(Option option, string value, Page page)
    {
        if (value == option.HelpName)
            return null;
        if (option.Name == "--vary")
        {
            if (!value.Contains('='))
                return $"'{value}' is no path=value,value";
            var (path, values) = (value[..value.IndexOf('=')], value[(value.IndexOf('=') + 1)..]);
            return values.Split(values.Contains(';') ? ';' : ',').Select(one => $"{path}={one}")
                .Select(setting => Settings.IsOne(setting) ? Settings.Complaint(setting, page) : $"'{setting}' is no path=value").FirstOrDefault(complaint => complaint is not null);
        }
        if (option.Name == "--set")
            return value.StartsWith("seed=", StringComparison.Ordinal) ? null : Settings.IsOne(value) ? Settings.Complaint(value, page) : $"'{value}' is no path=value";
        if (option.Name == "--budget")
            return Capitals().IsMatch(value) || Budget.TryParse(value, out _) ? null : $"--budget cannot be {value}";
        if (option.HelpName is not { Length: > 0 } help || Capitals().IsMatch(value))
            return null;
        if (help == "N" || help == "EPOCHS")
            return value.All(char.IsAsciiDigit) ? null : $"{option.Name} takes a number";
        return help.Split('|').Any(one => one.Any(char.IsAsciiLetterUpper) || Regex.IsMatch(value, $"^{Regex.Escape(one).Replace(@"\[:i]", @"(:\d+|:INDEX)?", StringComparison.Ordinal)}$"))
            ? null
            : $"{option.Name} is {help}";
    }

    private static string? OfDotNet(string[] arguments, Page page)
    {
        if (arguments is [var first, ..] && OfPackages.Contains(first))
            return null;
        if (arguments is not [("run" or "test" or "build" or "publish" or "format" or "restore") and var verb, ..])
            return arguments is ["--version"] ? null : "nobody checks this command of dotnet";
        var end = Array.IndexOf(arguments, "--");
        var (own, passed) = end < 0 ? (arguments[1..], []) : (arguments[1..end], arguments[(end + 1)..]);
        for (var i = 0; i < own.Length; i++)
        {
            var complaint = own[i] switch
            {
                "-c" => own.ElementAtOrDefault(++i) is "Release" ? null : "a build is of the configuration Release",
                "-r" or "-o" or "-v" or "--logger" => own.Length > ++i ? null : "a value is missing",
                "--filter" => OfFilter(own.ElementAtOrDefault(++i) ?? ""),
                "--project" => IsProject(own.ElementAtOrDefault(++i) ?? "") ? null : $"{own.ElementAtOrDefault(i)} is no project",
                "--no-restore" or "--verify-no-changes" or "--self-contained" or "--no-build" or "-warnaserror" => null,
                var property when property.StartsWith("-p:", StringComparison.Ordinal) => OfProperty(property[3..]),
                var path => IsProject(path) || File.Exists(Path.Combine(Checkout.Root, path)) || page.Blocks.Any(block => block.Name == path) ? null : $"{path} is not there",
            };
            if (complaint is not null)
                return complaint;
        }
        if (verb != "run")
            return null;
        if (own.Contains("src/CimCil.Cli") || own.Any(path => page.Blocks.Any(block => block.Name == path && block.Language == "csharp")))
            return passed.Length > 0 ? OfCimCil(passed, page) : null;
        return own.Contains("tests/CimCil.Benchmarks") ? OfBenchmark(passed) : null;
    }

    private static bool IsProject(string path) =>
        Directory.Exists(Path.Combine(Checkout.Root, path)) && Directory.EnumerateFiles(Path.Combine(Checkout.Root, path), "*.csproj").Any();

    private static string? OfBenchmark(string[] arguments) =>
        arguments is [var name, ..] && File.ReadAllText(Path.Combine(Checkout.Root, "tests", "CimCil.Benchmarks", "Program.cs")).Contains($"\"{name}\"", StringComparison.Ordinal) ? null : "no such benchmark";

    private static string? OfProperty(string property) => property.Split('=') switch
    {
        ["TorchBackend", "cpu" or "cuda" or "none"] => null,
        ["OnnxRuntimeBackend", "directml" or "cpu" or "cuda" or "none"] => null,
        ["PretrainedResNet18", "true"] => null,
        _ => $"{property} is no property of the build with such a value",
    };

    /// <summary>Each name that a filter asks for is part of the name of a test or its class.</summary>
    private static string? OfFilter(string filter)
    {
        string[] names = [.. FilterName().Matches(filter).Select(match => match.Groups["name"].Value)];
        if (names.Length == 0)
            return "the filter names no test";
        return names.FirstOrDefault(name => !Regex.IsMatch(Sources.Value, $@"(class|void|Task) \w*{Regex.Escape(name)}")) is { } missing ? $"no test is called {missing}" : null;
    }

    private static IEnumerable<Command> Commands(Command command) => command.Subcommands.SelectMany(Commands).Prepend(command);

    [GeneratedRegex(@"^([A-Z_]+=\S* )*((cimcil|dotnet) \S|tests/[\w/.-]+\.sh)")]
    private static partial Regex Started();

    [GeneratedRegex("^[a-z-]+(\\|[a-z-]+)+$")]
    private static partial Regex Choice();

    [GeneratedRegex("^[A-Za-z_]+=")]
    private static partial Regex Assignment();

    /// <summary>NAME, RUN, RUN/weights, and such.</summary>
    [GeneratedRegex(@"^[A-Z][A-Z0-9|]*([/.-].*)?$")]
    private static partial Regex Capitals();

    [GeneratedRegex("FullyQualifiedName[~=](?<name>[A-Za-z0-9]+)")]
    private static partial Regex FilterName();
}
