using Spectre.Console;

namespace CimCil.Cli;

/// <summary>A console for tables and progress.</summary>
internal static class Terminal
{
    /// <summary>Wide enough for every table: what reads a file or a pipe breaks lines itself.</summary>
    private const int Unbroken = 4000;

    /// <summary>The terminal with its colours and width; for a file or a pipe plain text without line breaks of ours.</summary>
    public static IAnsiConsole For(TextWriter output)
    {
        if (!Console.IsOutputRedirected && ReferenceEquals(output, Console.Out))
            return AnsiConsole.Create(new AnsiConsoleSettings());
        var plain = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        plain.Profile.Width = Unbroken;
        return plain;
    }

    /// <summary>Whether a display can be redrawn in place.</summary>
    public static bool IsLive(IAnsiConsole console) => console.Profile.Capabilities is { Ansi: true, Interactive: true };

    /// <summary>A table without rows: boxed on a terminal, in plain letters elsewhere.</summary>
    public static Table NewTable(IAnsiConsole console) =>
        new Table().Border(console.Profile.Capabilities.Ansi ? TableBorder.Rounded : TableBorder.Ascii2);
}
