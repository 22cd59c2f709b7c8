using System.Globalization;
using CimCil.Data;
using static CimCil.Reporting.PageText;

namespace CimCil.Reporting;

/// <summary>
/// A square of shares from 0 to 1 as an SVG element, for confusion and accuracy matrices: its rows and columns named, a number in each cell
/// where there is room for it, and the scale beside it. For up to some hundred classes; more are summed up by phase.
/// </summary>
/// <param name="Title">What it shows.</param>
/// <param name="Names">Of rows and columns alike.</param>
/// <param name="Cells">Row, column, share, and the tip's text.</param>
internal sealed record HeatGrid(string Title, IReadOnlyList<string> Names, IReadOnlyList<(int Row, int Column, double Share, string Tip)> Cells)
{
    private const int Width = 528, Top = 8, Right = 70, AxisRoom = 24, LongestName = 20, SmallestNumbered = 17, LargestCell = 56;

    /// <summary>Units of a letter of a label, about; letters of wide fonts fit too.</summary>
    private const double LetterWidth = 6.8, LineHeight = 12;

    /// <summary>What a row is.</summary>
    public string RowTitle { get; init; } = "true class";

    /// <summary>What a column is.</summary>
    public string ColumnTitle { get; init; } = "predicted class";

    /// <summary>What the colour says, in percent.</summary>
    public string ScaleTitle { get; init; } = "percent of the row";

    /// <summary>What a missing cell is.</summary>
    public MissingCell Missing { get; init; }

    private double NameRoom => Math.Min(LongestName, Names.Select(name => name.Length).DefaultIfEmpty().Max()) * LetterWidth;

    private double Left => AxisRoom + NameRoom + 10;

    private double Side => Math.Min(Width - Left - Right, LargestCell * Math.Max(2, Names.Count));

    private double Cell => Side / Math.Max(1, Names.Count);

    private bool HasNumbers => Cell >= SmallestNumbered;

    /// <summary>Names that would run into each other are thinned.</summary>
    private int Every => (int)Math.Ceiling(LineHeight / Cell);

    /// <summary>Names that do not fit across their cells are turned.</summary>
    private bool IsTurned => NameRoom > (Every * Cell) - 2;

    private double Floor => Top + Side + 10 + (IsTurned ? NameRoom : LineHeight);

    /// <summary>The element inside a figure.</summary>
    public string ToHtml()
    {
        var drawing = new SvgDrawing(Width, Floor + AxisRoom);
        drawing.Rectangle(Missing == MissingCell.Zero ? "h0" : "ground", (Left, Top), (Side, Side));
        foreach (var (row, column, share, tip) in Cells)
            AddCell(drawing, row, column, share, tip);
        AddNames(drawing);
        AddScale(drawing);
        return $"<figure class=\"grid\"><figcaption><b>{Html(Title)}</b></figcaption><div class=\"{(HasNumbers ? "grid-scroll" : "grid-whole")}\"{(HasNumbers ? $" tabindex=\"0\" role=\"region\" aria-label=\"{Html(Title)}\"" : "")}>{drawing.ToSvg(Title, Described())}</div></figure>\n";
    }

    private void AddCell(SvgDrawing drawing, int row, int column, double share, string tip)
    {
        var step = HeatPalette.StepOf(share);
        var (x, y) = (Left + (column * Cell), Top + (row * Cell));
        drawing.Rectangle($"h{step}", (x, y), (Cell, Cell), tip);
        if (HasNumbers)
            drawing.Label($"{(Cell < 24 ? "small " : "")}{InkOn(step)}", "middle", (x + (Cell / 2), y + (Cell / 2) + (Cell < 24 ? 3 : 4)), Math.Round(100 * share).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>White or black, whichever can be read on a step of the palette.</summary>
    internal static string InkOn(int step) => Contrast.Between(HeatPalette.Hex(step), "#ffffff") >= Contrast.Between(HeatPalette.Hex(step), "#000000") ? "on-dark" : "on-bright";

    private void AddNames(SvgDrawing drawing)
    {
        for (var i = 0; i < Names.Count; i += Every)
        {
            var (at, text, tip) = ((i + 0.5) * Cell, Short(Names[i]), Names[i].Length > LongestName ? Names[i] : null);
            drawing.Label("tick", "end", (Left - 6, Top + at + 4), text, tip);
            if (IsTurned)
                drawing.LabelUpwards("tick", (Left + at + 4, Top + Side + 6), text, "end", tip);
            else
                drawing.Label("tick", "middle", (Left + at, Top + Side + 15), text, tip);
        }
        drawing.Label("title", "middle", (Left + (Side / 2), Floor + AxisRoom - 8), ColumnTitle);
        drawing.LabelUpwards("title", (12, Top + (Side / 2)), RowTitle);
    }

    private void AddScale(SvgDrawing drawing)
    {
        var (x, length) = (Left + Side + 16, Math.Min(Side, 200));
        var part = length / (HeatPalette.LastStep + 1);
        for (var step = 0; step <= HeatPalette.LastStep; step++)
            drawing.Rectangle($"h{step}", (x, Top + length - ((step + 1) * part)), (12, part + 0.3));
        foreach (var percent in new[] { 0, 50, 100 })
            drawing.Label("tick", "start", (x + 17, Top + length - (length * percent / 100.0) + (percent == 100 ? 9 : percent == 0 ? 0 : 4)), $"{percent}");
        drawing.LabelUpwards("tick", (x + 50, Top + (length / 2)), ScaleTitle);
    }

    private string Described()
    {
        var diagonal = Cells.Where(cell => cell.Row == cell.Column).Select(cell => cell.Share).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{Title}. {RowTitle} down, {ColumnTitle} across; on the diagonal {100 * diagonal.DefaultIfEmpty().Min():0} to {100 * diagonal.DefaultIfEmpty().Max():0} percent.");
    }

    private static string Short(string name) => name.Length <= LongestName ? name : name[..(LongestName - 1)] + "\u2026";

}

/// <summary>What a cell is that a grid does not have.</summary>
internal enum MissingCell
{
    /// <summary>0.</summary>
    Zero,

    /// <summary>Nothing.</summary>
    Nothing,
}
