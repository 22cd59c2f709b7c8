using System.Globalization;
using System.Text;
using static CimCil.Reporting.PageText;

namespace CimCil.Reporting;

/// <summary>A table of a report, which is written as HTML, CSV and Markdown alike. Columns of numbers are aligned right, others left.</summary>
/// <param name="Name">Its file name without ending, such as <c>accuracy</c>.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">The column heads; the first column names the rows.</param>
/// <param name="Rows">The cells as text, as many as there are columns.</param>
internal sealed record ReportTable(string Name, string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    private const int LongestUnbroken = 26;

    /// <summary>Words that begin the heads of neighbouring columns, such as the names of networks: on pages they stand once above them.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>What its figures mean, in sentences below it; empty for what explains itself. Not in the CSV.</summary>
    public string Note { get; init; } = "";

    /// <summary>Comma-separated values with a head line (RFC 4180). Numbers stand without separators of thousands, which programs take for text.</summary>
    public string ToCsv()
    {
        bool[] numbers = [.. Columns.Select((_, i) => i > 0 && HasNumbers(i))];
        var rows = Rows.Select(row => row.Select((cell, i) => i < numbers.Length && numbers[i] ? cell.Replace(",", "", StringComparison.Ordinal) : cell));
        return string.Concat(rows.Prepend(Columns).Select(row => string.Join(',', row.Select(Quoted)) + "\r\n"));
    }

    /// <summary>A Markdown table under its title.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder($"### {Title}\n\n");
        text.Append(Line(Columns)).Append(Line([.. Columns.Select((_, i) => HasNumbers(i) ? "---:" : "---")]));
        foreach (var row in Rows)
            text.Append(Line(row));
        if (Note.Length > 0)
            text.Append($"\n{Note}\n");
        return text.ToString();
        static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n";
    }

    /// <summary>An HTML table with a caption, and heads for rows and columns.</summary>
    public string ToHtml()
    {
        var text = new StringBuilder($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{Html(Title)}\"><table id=\"table-{Html(Name)}\"><caption><span>{Html(Title)}</span></caption><thead>");
        string?[] groups = [.. Columns.Select(column => Groups.FirstOrDefault(group => column.StartsWith(group + ' ', StringComparison.Ordinal)))];
        string[] looks = [.. Columns.Select((_, i) => Look(i, groups[i] is not null && (i == 0 || groups[i] != groups[i - 1])))];
        AppendHeads(text, groups, looks);
        text.Append("</thead><tbody>");
        for (var row = 0; row < Rows.Count; row++)
        {
            text.Append("<tr>");
            // A name stands once for all of its rows.
            var isRepeated = row > 0 && Rows[row][0] == Rows[row - 1][0];
            var count = isRepeated ? 0 : Rows.Skip(row).TakeWhile(other => other[0] == Rows[row][0]).Count();
            if (!isRepeated)
                text.Append(count > 1 ? $"<th scope=\"rowgroup\" rowspan=\"{count}\"{looks[0]}>{HtmlOfNames(Rows[row][0])}</th>" : $"<th scope=\"row\"{looks[0]}>{HtmlOfNames(Rows[row][0])}</th>");
            for (var i = 1; i < Rows[row].Count; i++)
                text.Append($"<td{looks[i]}>{HtmlOfNames(Rows[row][i])}</td>");
            text.Append("</tr>");
        }
        text.Append("</tbody></table></div>\n");
        return (Note.Length > 0 ? text.Append($"<p class=\"soft\">{Html(Note)}</p>\n") : text).ToString();
    }

    /// <summary>The same behind a line that opens it, for what a figure says already.</summary>
    public string ToClosedHtml() => $"<details><summary>The numbers as a table</summary>{ToHtml()}</details>\n";

    /// <summary>Whether a column is one of numbers: with units, spreads, and dashes where there is none.</summary>
    internal bool HasNumbers(int column)
    {
        string[] cells = [.. Rows.Where(row => column < row.Count).Select(row => row[column]).Where(cell => cell is not ("" or "-"))];
        return cells.Length > 0 ? cells.All(IsNumber) : Rows.Any(row => column < row.Count && row[column] == "-");
    }

    private static bool IsNumber(string cell) => cell.TrimEnd('%', ' ').Split(" ± ").All(part => double.TryParse(part, NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out _));

    private void AppendHeads(StringBuilder text, string?[] groups, string[] looks)
    {
        if (groups.Any(group => group is not null))
        {
            text.Append("<tr>");
            for (var i = 0; i < Columns.Count;)
            {
                var count = groups[i] is null ? 1 : groups.Skip(i).TakeWhile(group => group == groups[i]).Count();
                text.Append(groups[i] is { } group
                    ? $"<th scope=\"colgroup\" class=\"group first\" colspan=\"{count}\">{Html(group)}</th>"
                    : $"<th scope=\"col\" rowspan=\"2\"{looks[i]}>{HtmlOfNames(Columns[i])}</th>");
                i += count;
            }
            text.Append("</tr>");
        }
        text.Append("<tr>");
        for (var i = 0; i < Columns.Count; i++)
        {
            if (groups[i] is { } group)
                text.Append($"<th scope=\"col\"{looks[i]}>{Html(Columns[i][(group.Length + 1)..])}</th>");
            else if (groups.All(other => other is null))
                text.Append($"<th scope=\"col\"{looks[i]}>{HtmlOfNames(Columns[i])}</th>");
        }
        text.Append("</tr>");
    }

    /// <summary>The class of a column's cells: numbers, words that are not broken, or text; and whether it begins a group.</summary>
    private string Look(int column, bool isFirst)
    {
        var kind = HasNumbers(column) ? "n" : Rows.All(row => row[column].Length <= LongestUnbroken) ? "short" : "long";
        return isFirst ? $" class=\"{kind} first\"" : $" class=\"{kind}\"";
    }

    private static string Quoted(string cell) => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
