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

    /// <summary>The same, where names such as full-images stay whole: a browser breaks lines behind hyphens.</summary>
    public static string HtmlOfNames(string text) =>
        Hyphenated().Replace(Html(text), found => found.Length <= LongestName ? $"<span class=\"name\">{found.Value}</span>" : found.Value);

    [GeneratedRegex(@"[\p{L}\p{Nd}]+(?:-[\p{L}\p{Nd}]+)+")]
    private static partial Regex Hyphenated();
}
