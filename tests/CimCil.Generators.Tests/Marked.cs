using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;

namespace CimCil.Generators.Tests;

/// <summary>A source with marks: <c>{|CIMCIL003:1.5|}</c> expects that diagnostic at exactly that place.</summary>
internal sealed partial class Marked
{
    private Marked(string text, IReadOnlyList<(string Id, TextSpan Span)> expected)
    {
        Text = text;
        Expected = expected;
    }

    /// <summary>The source without marks.</summary>
    public string Text { get; }

    public IReadOnlyList<(string Id, TextSpan Span)> Expected { get; }

    public static Marked Read(string source)
    {
        var expected = new List<(string, TextSpan)>();
        while (Mark().Match(source) is { Success: true } mark)
        {
            var text = mark.Groups["text"];
            expected.AddRange(mark.Groups["ids"].Value.Split(',').Select(id => (id, new TextSpan(mark.Index, text.Length))));
            source = source[..mark.Index] + text.Value + source[(mark.Index + mark.Length)..];
        }
        return new Marked(source, expected);
    }

    /// <summary>A place as the compiler writes it: first line and column, last line and column, counted from 1.</summary>
    public string Place(TextSpan span)
    {
        var (start, end) = (SourceText.From(Text).Lines.GetLinePosition(span.Start), SourceText.From(Text).Lines.GetLinePosition(span.End));
        return $"{start.Line + 1},{start.Character + 1},{end.Line + 1},{end.Character + 1}";
    }

    [GeneratedRegex(@"\{\|(?<ids>[A-Z0-9,]+):(?<text>(?:[^|]|\|(?!\}))*)\|\}")]
    private static partial Regex Mark();
}
