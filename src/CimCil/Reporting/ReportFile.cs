using System.Net;
using System.Text;
using CimCil.Foundation;
using CimCil.PyBridge;

namespace CimCil.Reporting;

/// <summary>The frame that all reports share, and their files.</summary>
internal static class ReportFile
{
    /// <summary>A page without scripts and without anything from elsewhere.</summary>
    public static string Page(string title, string summary, IReadOnlyList<(string Name, string Value)> cards, IReadOnlyList<(string Id, string Title, string Content)> sections)
    {
        var text = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        text.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">");
        // An empty icon keeps browsers from asking for one.
        text.Append($"<link rel=\"icon\" href=\"data:,\"><title>{WebUtility.HtmlEncode(title)}</title><style>\n{ReportStyle.Css}\n</style></head><body>");
        text.Append($"<a class=\"skip\" href=\"#main\">Skip to the content</a><header><h1>{WebUtility.HtmlEncode(title)}</h1><p>{WebUtility.HtmlEncode(summary)}</p><dl class=\"cards\">");
        foreach (var (name, value) in cards)
            text.Append($"<div><dt>{WebUtility.HtmlEncode(name)}</dt><dd>{WebUtility.HtmlEncode(value)}</dd></div>");
        text.Append("</dl></header><nav aria-label=\"Sections\"><ul>");
        foreach (var section in sections)
            text.Append($"<li><a href=\"#{section.Id}\">{WebUtility.HtmlEncode(section.Title)}</a></li>");
        text.Append("</ul></nav><main id=\"main\" tabindex=\"-1\">\n");
        foreach (var section in sections)
            text.Append($"<section aria-labelledby=\"{section.Id}\"><h2 id=\"{section.Id}\">{WebUtility.HtmlEncode(section.Title)}</h2>\n{section.Content}</section>\n");
        return text.Append("</main></body></html>\n").ToString();
    }

    /// <summary>Writes a file in one step.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="CimCilException">It cannot be written.</exception>
    public static string Write(string folder, string name, string content)
    {
        var path = Path.Combine(folder, name);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{folder} cannot be written: {failure.Message} Choose another place with --out DIR.", failure);
        }
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(content)));
        return path;
    }

    /// <summary>Writes every table that has rows as CSV and Markdown into <c>tables</c>; of one that has none no earlier file is left.</summary>
    /// <exception cref="CimCilException">A file cannot be written.</exception>
    public static void WriteTables(string folder, IReadOnlyList<ReportTable> tables)
    {
        foreach (var table in tables)
        {
            if (table.Rows.Count == 0)
            {
                foreach (var file in new[] { $"{table.Name}.csv", $"{table.Name}.md" }.Select(name => Path.Combine(folder, "tables", name)).Where(File.Exists))
                    File.Delete(file);
                continue;
            }
            Write(folder, Path.Combine("tables", $"{table.Name}.csv"), table.ToCsv());
            Write(folder, Path.Combine("tables", $"{table.Name}.md"), table.ToMarkdown());
        }
    }
}
