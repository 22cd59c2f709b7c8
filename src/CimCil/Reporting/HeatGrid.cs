using System.Net;

namespace CimCil.Reporting;

/// <summary>A square of numbers from 0 to 1 as an SVG element, for confusion matrices of up to some hundred classes; larger ones are summed up by phase.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Names">Of rows and columns alike.</param>
/// <param name="Cells">Row, column, share of the row, and the tip's text; what is missing is 0.</param>
internal sealed record HeatGrid(string Title, IReadOnlyList<string> Names, IReadOnlyList<(int Row, int Column, double Share, string Tip)> Cells)
{
    private const int Side = 480, Left = 150, Right = 6, Top = 24, Bottom = 8;

    /// <summary>The element inside a figure.</summary>
    public string ToHtml()
    {
        var drawing = new SvgDrawing(Left + Side + Right, Top + Side + Bottom);
        var cell = (double)Side / Math.Max(1, Names.Count);
        drawing.Rectangle("ground", (Left, Top), (Side, Side));
        foreach (var (row, column, share, tip) in Cells)
            drawing.Rectangle("heat", (Left + (column * cell), Top + (row * cell)), (cell, cell), share, tip);
        drawing.Label("title", "start", (Left, Top - 8), "predicted, in the same order");
        // Names below 9 units would run into each other.
        for (var i = 0; cell >= 9 && i < Names.Count; i++)
            drawing.Label("tick", "end", (Left - 6, Top + ((i + 0.5) * cell) + 4), Short(Names[i]));
        return $"<figure class=\"grid\">{drawing.ToSvg(Title)}<figcaption>{WebUtility.HtmlEncode(Title)}</figcaption></figure>\n";
    }

    private static string Short(string name) => name.Length <= 22 ? name : name[..21] + "\u2026";
}
