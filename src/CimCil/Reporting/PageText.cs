using System.Net;
using System.Text.RegularExpressions;

namespace CimCil.Reporting;

/// <summary>Text on pages.</summary>
internal static partial class PageText
{
    /// <summary>Longer words break where there is no room for them.</summary>
    private const int LongestName = 26;

    /// <summary>Text as it stands in HTML.</summary>
    public static string Html(string text) => WebUtility.HtmlEncode(text);

    /// <summary>
    /// The same, where names such as full-images stay whole, since a browser breaks lines behind hyphens; and paths of settings such as
    /// mask.compressionRatio break behind their dots alone.
    /// </summary>
    public static string HtmlOfNames(string text) => Name().Replace(Html(text), found => string.Join("<wbr>", Pieces(found.Value).Select(piece => piece.Length <= LongestName ? $"<span class=\"name\">{piece}</span>" : piece)));

    private static IEnumerable<string> Pieces(string name)
    {
        var parts = name.Split('.');
        return parts.Select((part, i) => i < parts.Length - 1 ? part + '.' : part);
    }

    [GeneratedRegex(@"[\p{L}\p{Nd}]+(?:-[\p{L}\p{Nd}]+)+|\p{L}[\p{L}\p{Nd}]*(?:\.\p{L}[\p{L}\p{Nd}]*)+")]
    private static partial Regex Name();
}
