using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using CimCil.Cli.Screens;

namespace CimCil.Cli;

/// <summary>The help of a command: what it does, how it is typed, arguments and options with their defaults, and examples.</summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    private const int Indent = 2;

    /// <summary>A longer name stands on a line of its own.</summary>
    private const int WidestName = 28;

    private static readonly string[] First = ["cimcil list", "cimcil run shapes", "cimcil run --help"];

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var (command, screen) = (parseResult.CommandResult.Command, parseResult.Screen());
        screen.WriteLine(command.Description ?? "");
        screen.WriteLine();
        var typed = UsageError.CommandLine(parseResult.CommandResult);
        screen.WriteLine($"Usage: {typed}{Usage(command)}", Indent);
        if (command.Subcommands.Count > 0 && command.Arguments.Count > 0)
            screen.WriteLine($"       {typed} COMMAND", Indent);
        var options = Options(command).ToList();
        Write(screen, "Arguments", [.. command.Arguments.Select(argument => (argument.Name, argument.Description ?? ""))]);
        Write(screen, "Commands", [.. command.Subcommands.Where(one => !one.Hidden).Select(one => (NameOf(one), one.Description ?? ""))]);
        Write(screen, "Options", [.. options.Select(option => (NameOf(option), option.Description ?? ""))]);
        screen.WriteLine();
        screen.WriteLine("Examples:");
        foreach (var example in (command as DocumentedCommand)?.Examples ?? First)
            screen.WriteUnbroken(Typed($"  {ProgramName.In(example)}", screen.Width) + Environment.NewLine);
        screen.WriteLine();
        screen.WriteLine("Exit codes: 0 done, 2 wrong usage, configuration or data, 1 failure or stopped.");
        return 0;
    }

    private static string Usage(Command command) =>
        string.Concat(command.Arguments.Select(argument => $" {NameOf(argument)}"))
        + (command.Subcommands.Count > 0 && command.Arguments.Count == 0 ? " COMMAND" : "")
        + string.Concat(command.Options.Where(option => option.Required).Select(option => $" {NameOf(option)}"))
        + " [options]";

    /// <summary>Those of the command first, those of every command last.</summary>
    private static IEnumerable<Option> Options(Command command)
    {
        var inherited = Above(command).SelectMany(parent => parent.Options).Where(option => option.Recursive);
        return command.Options.Concat(inherited).Where(option => !option.Hidden).DistinctBy(option => option.Name).OrderBy(option => option.Recursive);
    }

    private static IEnumerable<Command> Above(Command command) =>
        command.Parents.OfType<Command>().SelectMany(parent => Above(parent).Prepend(parent));

    private static string NameOf(Argument argument) => argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name;

    /// <summary>An example that is too long goes on in another line before an option, as a shell takes it.</summary>
    private static string Typed(string example, int? width)
    {
        const string Next = " --";
        var most = (width ?? int.MaxValue) - 2;
        var at = example.Length > most ? example.LastIndexOf(Next, most, StringComparison.Ordinal) : -1;
        return at < 0 || string.IsNullOrWhiteSpace(example[..at]) ? example : $"{example[..at]} \\{Environment.NewLine}{Typed("     " + example[at..], width)}";
    }

    private static string NameOf(Command command) => string.Join(' ', command.Arguments.Select(NameOf).Prepend(command.Name));

    private static string NameOf(Option option) => option is HelpOption ? "--help, -h" : option.HelpName is { } value ? $"{option.Name} {value}" : option.Name;

    private static void Write(Screen screen, string title, IReadOnlyList<(string Name, string Description)> entries)
    {
        if (entries.Count == 0)
            return;
        screen.WriteLine();
        screen.WriteLine($"{title}:");
        var column = Indent + entries.Select(entry => entry.Name.Length).Where(length => length <= WidestName).DefaultIfEmpty(WidestName).Max() + Indent;
        foreach (var (name, description) in entries)
        {
            var label = new string(' ', Indent) + name;
            var text = TextLines.Of(ProgramName.In(description), screen.Width - column).ToList();
            if (name.Length > WidestName)
                screen.WriteUnbroken(label + Environment.NewLine);
            foreach (var (i, line) in text.Index())
                screen.WriteUnbroken((i == 0 && name.Length <= WidestName ? label.PadRight(column) : new string(' ', column)) + line + Environment.NewLine);
        }
    }
}

/// <summary>A command with examples for its help.</summary>
internal sealed class DocumentedCommand(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Whether it writes nothing, so that it may end at any moment.</summary>
    public bool OnlyLooks { get; init; }
}
