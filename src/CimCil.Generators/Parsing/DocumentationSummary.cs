using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Parsing;

/// <summary>
/// Reads the summary of a documentation comment from the source text, which works whether or not the compilation parses
/// documentation.
/// </summary>
internal static class DocumentationSummary
{
    private static readonly Regex White = new(@"\s+", RegexOptions.CultureInvariant);

    public static string Of(ISymbol symbol, CancellationToken cancellation)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            if (Read(reference.GetSyntax(cancellation).GetLeadingTrivia().ToFullString()) is { Length: > 0 } summary)
                return summary;
        }
        return "";
    }

    private static string Read(string trivia)
    {
        var xml = new StringBuilder();
        foreach (var line in trivia.Split('\n'))
        {
            var text = line.Trim();
            if (text.StartsWith("///", StringComparison.Ordinal))
                xml.Append(text.Substring(3)).Append('\n');
        }
        if (xml.Length == 0)
            return "";
        try
        {
            var summary = XElement.Parse($"<doc>{xml}</doc>").Element("summary");
            return summary is null ? "" : White.Replace(Flatten(summary), " ").Trim();
        }
        catch (XmlException)
        {
            // The compiler reports malformed documentation where the user asks for it; a description is not worth an error.
            return "";
        }
    }

    private static string Flatten(XElement element) => string.Concat(element.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { IsEmpty: true } reference => Referred(reference),
        XElement inner => Flatten(inner),
        _ => "",
    }));

    private static string Referred(XElement reference)
    {
        var target = (reference.Attribute("cref") ?? reference.Attribute("name") ?? reference.Attribute("langword") ?? reference.Attribute("href"))?.Value ?? "";
        return target.Substring(target.LastIndexOf('.') + 1);
    }
}
