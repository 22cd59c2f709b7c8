using System.Globalization;
using System.Text;

namespace CimCil.Generators.Evaluation;

/// <summary>
/// Code as text: the kind, then <c>"text"</c>, <c>#value</c> and <c>[children]</c> where there are any. A value is a letter for
/// its type and its text in the invariant culture.
/// </summary>
internal static class NodeText
{
    private static readonly (char Letter, Type Type)[] Types =
    [
        ('i', typeof(int)), ('l', typeof(long)), ('u', typeof(uint)), ('v', typeof(ulong)), ('d', typeof(double)), ('f', typeof(float)),
        ('m', typeof(decimal)), ('t', typeof(bool)), ('s', typeof(string)), ('c', typeof(char)), ('y', typeof(byte)), ('h', typeof(short)),
    ];

    public static string Write(Node node)
    {
        var text = new StringBuilder();
        Write(node, text);
        return text.ToString();
    }

    /// <summary>Reads what <see cref="Write(Node)"/> wrote; null where the text is of another version.</summary>
    public static Node? Read(string text)
    {
        try
        {
            var at = 0;
            var node = Read(text, ref at);
            return at == text.Length ? node : null;
        }
        catch (Exception failure) when (failure is FormatException or IndexOutOfRangeException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static void Write(Node node, StringBuilder text)
    {
        text.Append(node.Kind.ToString());
        if (node.Text.Length > 0)
            Quote(node.Text, text);
        if (node.Value is { } value)
            text.Append('#').Append(Letter(value)).Append(' ');
        if (node.Value is { } written)
            Quote(Text(written), text);
        if (node.Children.Length == 0)
            return;
        var separator = '[';
        foreach (var child in node.Children)
        {
            text.Append(separator);
            Write(child, text);
            separator = ',';
        }
        text.Append(']');
    }

    private static string Text(object value) => value switch
    {
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        char letter => ((int)letter).ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static char Letter(object value) => Array.Find(Types, type => type.Type == value.GetType()).Letter;

    private static void Quote(string content, StringBuilder text)
    {
        text.Append('"');
        foreach (var letter in content)
            _ = letter is '"' or '\\' ? text.Append('\\').Append(letter) : text.Append(letter);
        text.Append('"');
    }

    private static Node Read(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsLetter(text[at]))
            at++;
        var kind = (NodeKind)Enum.Parse(typeof(NodeKind), text.Substring(start, at - start));
        var name = At(text, at, '"') ? Unquote(text, ref at) : "";
        object? value = null;
        if (At(text, at, '#'))
        {
            var letter = text[at + 1];
            at += 3;
            value = Value(letter, Unquote(text, ref at));
        }
        var children = new List<Node>();
        if (At(text, at, '['))
        {
            do
            {
                at++;
                children.Add(Read(text, ref at));
            }
            while (text[at] == ',');
            at++;
        }
        return new Node(kind, name, value, [.. children]);
    }

    private static bool At(string text, int at, char letter) => at < text.Length && text[at] == letter;

    private static object Value(char letter, string text)
    {
        if (letter == 'c')
            return (char)int.Parse(text, CultureInfo.InvariantCulture);
        var type = Array.Find(Types, candidate => candidate.Letter == letter).Type ?? throw new FormatException();
        return type == typeof(double) ? double.Parse(text, CultureInfo.InvariantCulture) : Convert.ChangeType(text, type, CultureInfo.InvariantCulture);
    }

    private static string Unquote(string text, ref int at)
    {
        var content = new StringBuilder();
        for (at++; text[at] != '"'; at++)
        {
            if (text[at] == '\\')
                at++;
            content.Append(text[at]);
        }
        at++;
        return content.ToString();
    }
}
