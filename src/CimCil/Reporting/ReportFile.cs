using System.Text;
using CimCil.Foundation;
using CimCil.PyBridge;
using static CimCil.Reporting.PageText;

namespace CimCil.Reporting;

/// <summary>The frame that all reports share, and their files.</summary>
internal static class ReportFile
{
    /// <summary>A page of sections, to which its head leads.</summary>
    /// <param name="head">How it begins.</param>
    /// <param name="sections">Each with an id, a title and HTML.</param>
    public static string Page(PageHead head, IReadOnlyList<(string Id, string Title, string Content)> sections)
    {
        ArgumentNullException.ThrowIfNull(head);
        var text = new StringBuilder((head with { Sections = [.. sections.Select(section => (section.Id, section.Title))] }).ToHtml());
        foreach (var section in sections)
            text.Append($"<section aria-labelledby=\"{section.Id}\"><h2 id=\"{section.Id}\">{Html(section.Title)}</h2>\n{section.Content}</section>\n");
        return text.Append(PageHead.End).ToString();
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

    /// <summary>Writes a page while it is made, for those of thousands of images.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public static void Write(string path, Action<TextWriter> write)
    {
        try
        {
            AtomicFile.Write(path, stream =>
            {
                using var page = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
                write(page);
            });
        }
        catch (CheckpointException failure) when (failure.InnerException is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new DataException($"{failure.Message} Choose another place with --out.", failure);
        }
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
