using System.CommandLine;
using System.CommandLine.Parsing;
using CimCil.Configuration.Schema;
using CimCil.Foundation;

namespace CimCil.Cli;

/// <summary>Says what is wrong with a command line: one message with what was typed and what fits there.</summary>
internal static class UsageError
{
    /// <exception cref="ConfigurationException">The command line is not understood.</exception>
    /// <param name="parsed">The command line.</param>
    /// <param name="typed">Its words.</param>
    public static void ThrowIfAny(ParseResult parsed, IReadOnlyList<string> typed)
    {
        if (parsed.Errors.Count == 0 && parsed.Action is not HelpPage && UnknownAmongArguments(parsed) is { } unknown)
            throw UnknownOption(unknown, parsed.CommandResult);
        if (parsed.Errors.Count > 0)
            throw new ConfigurationException($"{Explain(parsed, typed)} Run '{CommandLine(parsed.CommandResult)} --help' to see what fits.");
        if (parsed.CommandResult.Children.FirstOrDefault(part => part.Tokens.Any(token => token.Value.Length == 0)) is { } empty)
            throw new ConfigurationException($"{NameOf(empty)} is empty, which is also what a shell makes of a variable that is not set. Run '{CommandLine(parsed.CommandResult)} --help' to see what fits.");
    }

    /// <summary>An option that nobody knows may have been taken for the name of an experiment.</summary>
    public static ConfigurationException UnknownOption(string typed, CommandResult command) =>
        new($"{Unknown(typed, command)} Run '{CommandLine(command)} --help' to see what fits.");

    /// <summary>The command as it is typed, without what follows its name.</summary>
    public static string CommandLine(CommandResult command) => command.Parent is CommandResult parent
        ? $"{CommandLine(parent)} {command.Command.Name}"
        : ProgramName.Command;

    /// <summary>An option that nobody knows is taken for a value where there is room for one; behind <c>--</c> it is meant as one.</summary>
    private static string? UnknownAmongArguments(ParseResult parsed)
    {
        Token[] meant = [.. parsed.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash)];
        return parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .FirstOrDefault(token => token.Value is ['-', _, ..] && !meant.Contains(token, ReferenceEqualityComparer.Instance))?.Value;
    }

    private static string NameOf(SymbolResult part) => part switch
    {
        OptionResult option => option.Option.Name,
        ArgumentResult argument => argument.Argument.Name.TrimEnd('.'),
        _ => "",
    };

    private static string Explain(ParseResult parsed, IReadOnlyList<string> typed)
    {
        var command = parsed.CommandResult;
        // An option that nobody knows takes the place of the name, which is then one argument too many.
        if (UnknownAmongArguments(parsed) is { } option)
            return Unknown(option, command);
        // Of an option without a value the value is left over, without its name.
        if (typed.TakeWhile(word => word != "--").Select(word => word.Split('=', ':')).FirstOrDefault(parts => parts.Length > 1 && Options(command).Any(one => one.Name == parts[0] && one.ValueType == typeof(bool))) is { } switched)
            return $"{switched[0]} takes no value: leave '{string.Join('=', switched[1..])}' out.";
        if (parsed.UnmatchedTokens is [var first, ..])
            return Unknown(first, command);
        var error = parsed.Errors[0];
        return error.SymbolResult switch
        {
            OptionResult { IdentifierToken: null } absent => $"{command.Command.Name} needs {absent.Option.Name} {absent.Option.HelpName}: {absent.Option.Description}",
            OptionResult { IdentifierTokenCount: > 1 } twice => $"{twice.Option.Name} is given {twice.IdentifierTokenCount} times, and takes one value. Leave out all but one.",
            OptionResult result => $"{result.Option.Name} needs a value: {result.Option.Name} {result.Option.HelpName}.",
            ArgumentResult argument when argument.Tokens.Count == 0 => Missing(command),
            ArgumentResult argument when argument.Tokens.Count < argument.Argument.Arity.MinimumNumberOfValues =>
                $"{command.Command.Name} needs at least {argument.Argument.Arity.MinimumNumberOfValues} of {argument.Argument.Name}, and here is {argument.Tokens.Count}: {argument.Argument.Description}",
            CommandResult when command.Command.Subcommands.Count > 0 => $"A command is missing. There is {Names(command.Command.Subcommands)}.",
            CommandResult => Missing(command),
            _ => error.Message,
        };
    }

    private static string Unknown(string typed, CommandResult command)
    {
        if (!typed.StartsWith('-'))
        {
            if (command.Command.Subcommands.Any(one => one.Name == typed))
                return $"'{typed}' stands behind --, and what stands there is a value and no command. Leave the -- out.";
            return command.Command is { Subcommands.Count: > 0, Arguments.Count: 0 }
                ? $"There is no command '{typed}'. {NearestNames.Suggest(typed, command.Command.Subcommands.Select(one => one.Name))}"
                : $"'{typed}' is one argument too many for {command.Command.Name}: it takes {Arguments(command)}. A value with spaces needs quotes.";
        }
        var name = typed.Split('=', ':')[0];
        return $"There is no option {name}. {NearestNames.Suggest(name, Options(command).Where(option => !option.Hidden).Select(option => option.Name))}";
    }

    private static string Missing(CommandResult command)
    {
        Argument[] arguments = [.. command.Command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0)];
        var needed = string.Join(' ', arguments.Select(argument => argument.Name));
        return needed is "NAME"
            ? $"{command.Command.Name} needs the name of an experiment: {CommandLine(command)} NAME. 'cimcil list' shows all names."
            : $"{command.Command.Name} needs {needed.TrimEnd('.')}: {CommandLine(command)} {needed.TrimEnd('.')}.{(arguments is [{ Description: { } what }] ? $" {needed.TrimEnd('.')}: {what}" : "")}";
    }

    private static string Arguments(CommandResult command) => command.Command.Arguments.Count > 0
        ? string.Join(' ', command.Command.Arguments.Select(argument => argument.Name))
        : "no argument";

    private static IEnumerable<Option> Options(CommandResult command)
    {
        for (SymbolResult? at = command; at is not null; at = at.Parent)
        {
            foreach (var option in ((CommandResult)at).Command.Options)
            {
                if (at == command || option.Recursive)
                    yield return option;
            }
        }
    }

    private static string Names(IEnumerable<Command> commands) => string.Join(", ", commands.Select(command => command.Name));
}
