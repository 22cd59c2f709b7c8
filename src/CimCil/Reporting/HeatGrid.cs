using System.Net;
using System.Xml.Linq;
using ScottPlot;

namespace CimCil.Reporting;

/// <summary>A square of numbers from 0 to 1 as an SVG element, for confusion matrices of up to some hundred classes; larger ones are summed up by phase.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Names">Of rows and columns alike.</param>
/// <param name="Cells">Row, column, share of the row, and the tip's text; what is missing is 0.</param>
public sealed record HeatGrid(string Title, IReadOnlyList<string> Names, IReadOnlyList<(int Row, int Column, double Share, string Tip)> Cells)
{
    private const int Side = 480, Left = 150, Right = 6, Top = 24, Bottom = 8;

    /// <summary>The element inside a figure.</summary>
    public string ToHtml()
    {
        using var drawing = new SvgPlot(Left + Side + Right, Top + Side + Bottom, new PixelPadding(Left, Right, Bottom, Top));
        drawing.Plot.DataBackground.Color = drawing.StandFor("ground");
        // The first row is on top.
        drawing.Plot.Axes.SetLimits(0, Names.Count, Names.Count, 0);
        foreach (var (row, column, share, tip) in Cells)
        {
            var cell = drawing.Plot.Add.Rectangle(column, column + 1, row, row + 1);
            cell.FillColor = drawing.StandFor("heat", tip, share);
            cell.LineWidth = 0;
        }
        return $"<figure class=\"grid\">{drawing.ToSvg(Title, () => Texts(drawing.Plot))}<figcaption>{Html(Title)}</figcaption></figure>\n";
    }

    private IEnumerable<XElement> Texts(Plot plot)
    {
        var data = plot.LastRender.DataRect;
        yield return SvgPlot.Text("title", "start", new Pixel(data.Left, data.Top - 8), "predicted, in the same order");
        // Names below 9 units would run into each other.
        for (var i = 0; Side >= 9 * Names.Count && i < Names.Count; i++)
            yield return SvgPlot.Text("tick", "end", new Pixel(data.Left - 6, plot.Axes.Left.GetPixel(i + 0.5, data) + 4), Short(Names[i]));
    }

    private static string Short(string name) => name.Length <= 22 ? name : name[..21] + "\u2026";

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
