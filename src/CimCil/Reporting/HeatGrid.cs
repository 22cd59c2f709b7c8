using System.Globalization;
using System.Net;
using System.Text;

namespace CimCil.Reporting;

/// <summary>A square of numbers from 0 to 1 as an SVG element, for confusion matrices of up to some hundred classes; larger ones are summed up by phase.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Names">Of rows and columns alike.</param>
/// <param name="Cells">Row, column, share of the row, and the tip's text; what is missing is 0.</param>
public sealed record HeatGrid(string Title, IReadOnlyList<string> Names, IReadOnlyList<(int Row, int Column, double Share, string Tip)> Cells)
{
    private const double Side = 480, Left = 150, Top = 24;

    /// <summary>The element inside a figure.</summary>
    public string ToHtml()
    {
        var cell = Side / Names.Count;
        var text = new StringBuilder($"<figure class=\"grid\"><svg viewBox=\"0 0 {Number(Left + Side + 6)} {Number(Top + Side + 8)}\" role=\"img\" aria-label=\"{Html(Title)}\">");
        text.Append($"<rect class=\"ground\" x=\"{Number(Left)}\" y=\"{Number(Top)}\" width=\"{Number(Side)}\" height=\"{Number(Side)}\"/>");
        text.Append($"<text class=\"title\" x=\"{Number(Left)}\" y=\"16\">predicted, in the same order</text>");
        foreach (var (row, column, share, tip) in Cells)
        {
            text.Append(CultureInfo.InvariantCulture, $"<rect class=\"heat\" x=\"{Number(Left + (column * cell))}\" y=\"{Number(Top + (row * cell))}\" width=\"{Number(cell)}\" height=\"{Number(cell)}\" fill-opacity=\"{share:0.###}\"><title>{Html(tip)}</title></rect>");
        }
        if (cell >= 9)
        {
            for (var i = 0; i < Names.Count; i++)
                text.Append($"<text class=\"tick\" text-anchor=\"end\" x=\"{Number(Left - 6)}\" y=\"{Number(Top + ((i + 0.5) * cell) + 4)}\">{Html(Short(Names[i]))}</text>");
        }
        return text.Append("</svg><figcaption>").Append(Html(Title)).Append("</figcaption></figure>\n").ToString();
    }

    private static string Short(string name) => name.Length <= 22 ? name : name[..21] + "\u2026";

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
