using System.CommandLine;
using System.Reflection;
using CimCil.Cli.Screens;
using CimCil.Configuration.Schema;
using CimCil.Foundation;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil explain ID</c>: the page of a diagnostic, without a network; without an id, all of them.</summary>
internal static class ExplainCommand
{
    private const string Prefix = "CIMCIL";
    private const string Pages = "diagnostics/";

    /// <summary>An id and the space behind it.</summary>
    private const int Hang = 11;

    private static readonly Assembly Program = typeof(ExplainCommand).Assembly;

    public static Command Create()
    {
        var id = new Argument<string?>("ID") { Arity = ArgumentArity.ZeroOrOne, Description = "The diagnostic, such as CIMCIL003; all are listed without it." };
        id.CompletionSources.Add([.. Ids()]);
        var command = new DocumentedCommand("explain", "Show what a diagnostic of the compiler means.", "cimcil explain CIMCIL003", "cimcil explain") { id };
        command.SetAction(parsed => Write(parsed.GetValue(id), parsed.Screen()));
        return command;
    }

    private static void Write(string? id, Screen screen)
    {
        if (id is not null)
        {
            WritePage(Read(Find(id)), screen);
            return;
        }
        foreach (var page in Ids().Select(Read))
            screen.WriteLine(page[2..page.IndexOf('\n', StringComparison.Ordinal)].Replace(": ", "  ", StringComparison.Ordinal), Hang);
    }

    /// <summary>As it is written, but for lines of prose, which fit the screen; code is never broken.</summary>
    private static void WritePage(string page, Screen screen)
    {
        var isCode = false;
        foreach (var line in page.TrimEnd('\n').Split('\n'))
        {
            var isFence = line.StartsWith("```", StringComparison.Ordinal);
            if (isCode || isFence)
                screen.WriteUnbroken(line + Environment.NewLine);
            else
                screen.WriteLine(line);
            isCode ^= isFence;
        }
    }

    private static IEnumerable<string> Ids() => Program.GetManifestResourceNames()
        .Where(name => name.StartsWith(Pages, StringComparison.Ordinal))
        .Select(name => name[Pages.Length..])
        .Order(StringComparer.Ordinal);

    /// <summary>The id as typed, in any case; its number will do, with or without zeros and letters.</summary>
    private static string Find(string typed)
    {
        var wanted = int.TryParse(typed.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? typed[Prefix.Length..] : typed, out var number) ? $"{Prefix}{number:000}" : typed;
        return Ids().FirstOrDefault(id => string.Equals(id, wanted, StringComparison.OrdinalIgnoreCase))
            ?? throw new ConfigurationException($"There is no diagnostic {typed}. {NearestNames.Suggest(wanted, Ids())} Run 'cimcil explain' to see all {Ids().Count()}.");
    }

    private static string Read(string id)
    {
        using var reader = new StreamReader(Program.GetManifestResourceStream(Pages + id)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
