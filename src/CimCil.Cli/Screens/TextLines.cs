using Spectre.Console.Rendering;

namespace CimCil.Cli.Screens;

/// <summary>Breaks text into lines between words. A number and its unit stay together, and so do the two sides of a change and quotations, such as commands; what has no space in it, such as a path, is never broken.</summary>
internal static class TextLines
{
    /// <summary>The lines of a text.</summary>
    /// <param name="text">The text; its own lines stay lines, and what follows of a line is indented as it is.</param>
    /// <param name="width">Columns; null for any number of them.</param>
    /// <param name="hang">Columns by which what follows is indented more.</param>
    public static IEnumerable<string> Of(string text, int? width, int hang = 0)
    {
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (width is not { } most || WidthOf(line) <= most)
                yield return line;
            else
            {
                foreach (var part in Broken(line, most, hang))
                    yield return part;
            }
        }
    }

    /// <summary>Columns that a text takes on a terminal.</summary>
    public static int WidthOf(string text) => new Segment(text).CellCount();

    private static IEnumerable<string> Broken(string line, int width, int hang)
    {
        var indent = line[..^line.TrimStart(' ').Length];
        var rest = indent + new string(' ', hang);
        var current = "";
        foreach (var (gap, word) in Parts(line[indent.Length..], Math.Max(1, width - indent.Length - hang)))
        {
            if (current.Length > 0 && indent.Length + WidthOf(current) + gap.Length + WidthOf(word) > width)
            {
                yield return indent + current;
                current = word;
                indent = rest;
            }
            else
                current += current.Length > 0 ? gap + word : word;
        }
        if (current.Length > 0)
            yield return indent + current;
    }

    /// <summary>What is not broken, each with the spaces before it.</summary>
    private static IEnumerable<(string Gap, string Word)> Parts(string line, int width)
    {
        var parts = new List<(string Gap, string Word)>();
        foreach (var (gap, word) in Words(line))
        {
            if (parts.Count > 0 && gap.Length == 1 && Belongs(parts[^1].Word, word) && WidthOf(parts[^1].Word) + 1 + WidthOf(word) <= width)
                parts[^1] = (parts[^1].Gap, $"{parts[^1].Word} {word}");
            else
                parts.Add((gap, word));
        }
        return parts;
    }

    private static IEnumerable<(string Gap, string Word)> Words(string line)
    {
        var at = 0;
        while (at < line.Length)
        {
            var start = at;
            while (start < line.Length && line[start] == ' ')
                start++;
            var end = start;
            while (end < line.Length && line[end] != ' ')
                end++;
            if (end > start)
                yield return (line[at..start], line[start..end]);
            at = end;
        }
    }

    /// <summary>Whether a word belongs to what stands before it: a unit to its number, and what is quoted to its beginning.</summary>
    private static bool Belongs(string before, string word)
    {
        var last = before[(before.LastIndexOf(' ') + 1)..];
        return (char.IsAsciiDigit(last[^1]) && !word.StartsWith('(')) || word is "%" or "±" or "=" or "->" || last is "±" or "=" or "->" || IsOpen(before, '\'') || IsOpen(before, '"');
    }

    /// <summary>An apostrophe within a word opens nothing.</summary>
    private static bool IsOpen(string text, char quote)
    {
        var isOpen = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == quote)
                isOpen = !isOpen && (i == 0 || " (=".Contains(text[i - 1], StringComparison.Ordinal));
        }
        return isOpen;
    }
}
