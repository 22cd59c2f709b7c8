using System.Text;
using static CimCil.Reporting.PageText;

namespace CimCil.Reporting;

/// <summary>How every page begins: what it is, its name, a sentence about it, its most important numbers, and the way to its sections.</summary>
/// <param name="Kind">What page it is, such as <c>run report</c>.</param>
/// <param name="Title">The name.</param>
/// <param name="Summary">The sentence below it.</param>
internal sealed record PageHead(string Kind, string Title, string Summary)
{
    /// <summary>Closes what <see cref="ToHtml"/> opened.</summary>
    public const string End = "</main></body></html>\n";

    /// <summary>What a reader must know before everything else; empty for nothing.</summary>
    public string Warning { get; init; } = "";

    /// <summary>Numbers with their names; a unit stands behind a space.</summary>
    public IReadOnlyList<(string Name, string Value)> Cards { get; init; } = [];

    /// <summary>The sections that the way leads to; a page of one needs none.</summary>
    public IReadOnlyList<(string Id, string Title)> Sections { get; init; } = [];

    /// <summary>Where images may come from: a page that needs nothing else holds them.</summary>
    public ImagePlace Images { get; init; }

    /// <summary>The page up to its content. It has no script, and nothing of it comes from elsewhere.</summary>
    public string ToHtml()
    {
        var places = Images == ImagePlace.Beside ? "data: file: 'self'" : "data:";
        var text = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        text.Append($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src {places}; style-src 'unsafe-inline'\"><meta name=\"color-scheme\" content=\"light dark\">");
        // An empty icon keeps browsers from asking for one.
        text.Append($"<link rel=\"icon\" href=\"data:,\"><title>{Html(Title)}</title><style>\n{ReportStyle.Css}\n</style></head><body>");
        text.Append($"<a class=\"skip\" href=\"#main\">Skip to the content</a><header><p class=\"kind\">CimCil {Html(Kind)}</p><h1>{Html(Title)}</h1>");
        if (Summary.Length > 0)
            text.Append($"<p class=\"lead\">{Html(Summary)}</p>");
        if (Warning.Length > 0)
            text.Append($"<p class=\"warning\">{Html(Warning)}</p>");
        if (Cards.Count > 0)
            text.Append("<dl class=\"cards\">").AppendJoin("", Cards.Select(card => $"<div><dt>{Html(card.Name)}</dt><dd>{Value(card.Value)}</dd></div>")).Append("</dl>");
        text.Append("</header>");
        if (Sections.Count > 1)
            text.Append("<nav aria-label=\"Sections\"><ul>").AppendJoin("", Sections.Select(section => $"<li><a href=\"#{section.Id}\">{Html(section.Title)}</a></li>")).Append("</ul></nav>");
        return text.Append("<main id=\"main\" tabindex=\"-1\">\n").ToString();
    }

    /// <summary>A unit is small, and so is what a number is out of, as in <c>9 of 12</c>.</summary>
    private static string Value(string value)
    {
        var at = value.Contains(" of ", StringComparison.Ordinal) ? value.IndexOf(' ', StringComparison.Ordinal) : value.LastIndexOf(' ');
        return at > 0 && char.IsAsciiDigit(value[0]) ? $"{Html(value[..at])} <small>{Html(value[(at + 1)..])}</small>" : Html(value);
    }
}

/// <summary>Where the images of a page are.</summary>
internal enum ImagePlace
{
    /// <summary>In the page.</summary>
    Inside,

    /// <summary>Files in folders beside it, where there are too many for one page.</summary>
    Beside,
}
