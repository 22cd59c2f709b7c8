using System.Net;
using System.Text;

namespace CimCil.Reporting;

/// <summary>A table of a report, which is written as HTML, CSV and Markdown alike.</summary>
/// <param name="Name">Its file name without ending, such as <c>accuracy</c>.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">The column heads; the first column names the rows.</param>
/// <param name="Rows">The cells as text, as many as there are columns.</param>
internal sealed record ReportTable(string Name, string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>Comma-separated values with a head line (RFC 4180).</summary>
    public string ToCsv() => string.Concat(new[] { Columns }.Concat(Rows).Select(row => string.Join(',', row.Select(Quoted)) + "\r\n"));

    /// <summary>A Markdown table under its title.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder($"### {Title}\n\n");
        text.Append(Line(Columns)).Append(Line([.. Columns.Select((_, i) => i == 0 ? "---" : "---:")]));
        foreach (var row in Rows)
            text.Append(Line(row));
        return text.ToString();
        static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |\n";
    }

    /// <summary>An HTML table with a caption, and heads for rows and columns.</summary>
    public string ToHtml()
    {
        var text = new StringBuilder($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{Html(Title)}\"><table id=\"table-{Name}\"><caption>{Html(Title)}</caption><thead><tr>");
        foreach (var column in Columns)
            text.Append($"<th scope=\"col\">{Html(column)}</th>");
        text.Append("</tr></thead><tbody>");
        foreach (var row in Rows)
        {
            text.Append("<tr>");
            for (var i = 0; i < row.Count; i++)
                text.Append(i == 0 ? $"<th scope=\"row\">{Html(row[i])}</th>" : $"<td>{Html(row[i])}</td>");
            text.Append("</tr>");
        }
        return text.Append("</tbody></table></div>\n").ToString();
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);

    private static string Quoted(string cell) => cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
