using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CimCil.Cli.Screens;

/// <summary>
/// What a command writes on. A terminal has a width, and text is laid out for it; a file or a pipe has none, so that every message and
/// every row is one line there, the same one everywhere. Where the environment variable COLUMNS is set it is the width of either.
/// </summary>
internal sealed class Screen
{
    /// <summary>The environment variable with the width.</summary>
    public const string WidthVariable = "COLUMNS";

    /// <summary>Narrower ones break every line.</summary>
    private const int Narrowest = 20;

    private readonly TextWriter _output;
    private readonly bool _hasStyles;

    private Screen(TextWriter output, bool isTerminal, int? widthAskedFor)
    {
        _output = output;
        Console = AnsiConsole.Create(isTerminal ? new AnsiConsoleSettings() : new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        Width = widthAskedFor ?? (isTerminal ? Math.Max(Narrowest, Console.Profile.Width) : null);
        if (Width is { } width)
            Console.Profile.Width = width;
        _hasStyles = isTerminal && Console.Profile.Capabilities.Ansi;
    }

    /// <summary>The console of Spectre.Console, for what is redrawn in place.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>Columns; null where lines are as long as they are.</summary>
    public int? Width { get; }

    /// <summary>Whether a display can be redrawn in place.</summary>
    public bool IsLive => Console.Profile.Capabilities is { Ansi: true, Interactive: true };

    /// <summary>The screen of a command's results.</summary>
    public static Screen For(TextWriter output) => new(output, !System.Console.IsOutputRedirected && ReferenceEquals(output, System.Console.Out), WidthAskedFor());

    /// <summary>A file or a pipe of some width; null where lines are as long as they are.</summary>
    internal static Screen Of(TextWriter output, int? width) => new(output, isTerminal: false, width);

    /// <summary>The width of messages of errors; null where lines are as long as they are.</summary>
    public static int? ErrorWidth(TextWriter error) => WidthAskedFor()
        ?? (System.Console.IsErrorRedirected || !ReferenceEquals(error, System.Console.Error) ? null : For(System.Console.Out).Width);

    /// <summary>Writes text; lines that are too long are broken between words, and no number, quotation or path is.</summary>
    /// <param name="text">The text; it may name commands of this program as those of <c>cimcil</c>.</param>
    /// <param name="hang">Columns by which the rest of a broken line is indented.</param>
    public void WriteLine(string text = "", int hang = 0)
    {
        foreach (var line in TextLines.Of(ProgramName.In(text), Width, hang))
            _output.WriteLine(line);
    }

    /// <summary>Writes text as it is.</summary>
    public void WriteUnbroken(string text) => _output.Write(text);

    /// <summary>Writes a table.</summary>
    public void Write(TextTable table)
    {
        foreach (var line in table.Lines(Width))
            _output.WriteLine(_hasStyles && line.IsHead ? $"\u001b[1m{line.Text}\u001b[0m" : line.Text);
    }

    /// <summary>Lines for an image that is redrawn in place.</summary>
    public IEnumerable<IRenderable> Image(string text, Style? style = null) =>
        TextLines.Of(ProgramName.In(text), Width).Select(line => new Text(line, style).Overflow(Overflow.Crop));

    /// <inheritdoc cref="Image(string, Style?)"/>
    public IEnumerable<IRenderable> Image(TextTable table) =>
        table.Lines(Width).Select(line => new Text(line.Text, line.IsHead ? new Style(decoration: Decoration.Bold) : Style.Plain).Overflow(Overflow.Crop));

    private static int? WidthAskedFor() =>
        int.TryParse(Environment.GetEnvironmentVariable(WidthVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var width) && width >= Narrowest ? width : null;
}
