namespace CimCil.Cli.Screens;

/// <summary>
/// A table in plain letters. No cell is broken but those of texts, and those between words: where a table does not fit, its heads and its
/// texts become several lines; where it does not fit even so, rows of one name stand below it, and where that is no help, each row becomes a block: what
/// tells it from other rows, and a line for each other value.
/// </summary>
/// <param name="details">The columns that are shown.</param>
internal sealed class TextTable(Details details)
{
    private const int Gap = 2;

    /// <summary>A text in fewer columns is a ladder of words.</summary>
    private const int NarrowestText = 28;

    private readonly List<Column> _columns = [];
    private readonly List<string[]> _rows = [];

    private enum Form
    {
        Name,
        Number,
        Text,
    }

    /// <summary>A line of a table.</summary>
    /// <param name="Text">The line.</param>
    /// <param name="IsHead">Whether it holds heads of columns or the name of a row.</param>
    internal readonly record struct Line(string Text, bool IsHead = false);

    private sealed record Column(int Index, string Title, Form Form);

    private bool IsEmpty => _rows.Count == 0;

    /// <summary>A column of names or paths, flush left.</summary>
    public TextTable Name(string title, Details shownIn = Details.Few) => Add(title, Form.Name, shownIn);

    /// <summary>A column of numbers, flush right.</summary>
    public TextTable Number(string title, Details shownIn = Details.Few) => Add(title, Form.Number, shownIn);

    /// <summary>A column of prose, which may be broken between words.</summary>
    public TextTable Prose(string title, Details shownIn = Details.Few) => Add(title, Form.Text, shownIn);

    /// <summary>Adds a row with a cell for every column, shown or not.</summary>
    public void AddRow(params IReadOnlyList<string> cells) => _rows.Add([.. cells]);

    /// <summary>The table in lines.</summary>
    /// <param name="width">Columns of the screen; null for any number of them.</param>
    /// <returns>No line where there is no row.</returns>
    public IReadOnlyList<Line> Lines(int? width)
    {
        if (IsEmpty)
            return [];
        int[] natural = [.. Shown.Select(column => Math.Max(TextLines.WidthOf(column.Title), CellWidth(column)))];
        if (width is not { } most || Total(natural) <= most)
            return [.. Grid([.. Shown], natural)];
        // Heads in several lines, then texts too; from the widest column on.
        int[] least = [.. Shown.Zip(natural, (column, widest) => Math.Min(widest, Math.Max(LongestWord(column.Title), column.Form == Form.Text ? NarrowestText : CellWidth(column))))];
        if (Total(least) <= most)
            return [.. Grid([.. Shown], Shared(natural, least, most))];
        var room = most - Gap;
        return !NamesRepeat || Total(least[1..]) > room
            ? [.. Blocks(most)]
            : [.. Grid([.. Shown.Skip(1)], Total(natural[1..]) <= room ? natural[1..] : Shared(natural[1..], least[1..], room), names: Shown.First())];
    }

    private IEnumerable<Column> Shown => _columns.Where(column => column.Index >= 0);

    private TextTable Add(string title, Form form, Details shownIn)
    {
        _columns.Add(new Column(shownIn <= details ? _columns.Count : -1, title, form));
        return this;
    }

    private int CellWidth(Column column) => _rows.Max(row => TextLines.WidthOf(row[column.Index]));

    private static int LongestWord(string title) => title.Split(' ').Max(TextLines.WidthOf);

    private static int Total(int[] widths) => widths.Sum() + (Gap * (widths.Length - 1));

    /// <summary>Widths that fill the screen: what is over the least is given to the columns that are furthest from their natural width.</summary>
    private static int[] Shared(int[] natural, int[] least, int most)
    {
        int[] widths = [.. natural.Zip(least, Math.Min)];
        for (var left = most - Total(widths); left > 0; left--)
        {
            var neediest = Enumerable.Range(0, widths.Length).MaxBy(i => natural[i] - widths[i]);
            widths[neediest]++;
        }
        return widths;
    }

    private bool NamesRepeat => Shown.Count() > 1 && Shown.First() is { Form: Form.Name } names && _rows.DistinctBy(row => row[names.Index]).Count() < _rows.Count;

    /// <param name="columns">What stands side by side.</param>
    /// <param name="widths">Theirs.</param>
    /// <param name="names">The column whose cells are lines above the rows that they name; null for none.</param>
    private IEnumerable<Line> Grid(Column[] columns, int[] widths, Column? names = null)
    {
        var (indent, name) = (names is null ? "" : new string(' ', Gap), (string?)null);
        string[][] heads = [.. columns.Select((column, i) => TextLines.Of(column.Title, widths[i]).ToArray())];
        var height = heads.Max(head => head.Length);
        for (var line = 0; line < height; line++)
            yield return new Line(indent + Row(columns, widths, [.. heads.Select(head => line - (height - head.Length) is var at and >= 0 ? head[at] : "")]), IsHead: true);
        yield return new Line(indent + string.Join(new string(' ', Gap), widths.Select(width => new string('-', width))));
        foreach (var row in _rows)
        {
            if (names is not null && row[names.Index] != name)
                yield return new Line(name = row[names.Index], IsHead: true);
            string[][] cells = [.. columns.Select((column, i) => column.Form == Form.Text ? TextLines.Of(row[column.Index], widths[i]).ToArray() : [row[column.Index]])];
            for (var line = 0; line < cells.Max(cell => cell.Length); line++)
                yield return new Line(indent + Row(columns, widths, [.. cells.Select(cell => line < cell.Length ? cell[line] : "")]));
        }
    }

    private static string Row(Column[] columns, int[] widths, string[] cells) =>
        string.Join(new string(' ', Gap), cells.Select((cell, i) => new string(' ', Math.Max(0, widths[i] - TextLines.WidthOf(cell))) is var space && columns[i].Form == Form.Number ? space + cell : cell + space)).TrimEnd();

    /// <summary>As many of the first columns as tell rows apart, where they fit into a line; else the first column.</summary>
    private string[] HeadsOfBlocks(int most, out int columnCount)
    {
        Column[] columns = [.. Shown];
        for (columnCount = 1; columnCount < columns.Length; columnCount++)
        {
            var heads = HeadsOf(columns[..columnCount]);
            if (heads.Max(TextLines.WidthOf) > most)
                break;
            if (heads.Distinct().Count() == heads.Length)
                return heads;
        }
        columnCount = 1;
        return HeadsOf(columns[..1]);
    }

    private string[] HeadsOf(Column[] columns) =>
        [.. _rows.Select(row => string.Join(", ", columns.Select(column => column.Form == Form.Number ? $"{column.Title} {row[column.Index]}" : row[column.Index]).Where(cell => cell.Length > 0)))];

    private IEnumerable<Line> Blocks(int most)
    {
        var heads = HeadsOfBlocks(most, out var headCount);
        var rest = Shown.Skip(headCount).ToArray();
        var keys = rest.Length == 0 ? 0 : rest.Max(column => TextLines.WidthOf(column.Title));
        foreach (var (number, row) in _rows.Index())
        {
            if (number > 0)
                yield return new Line("");
            yield return new Line(heads[number], IsHead: true);
            foreach (var column in rest.Where(column => row[column.Index].Length > 0))
            {
                var key = $"  {column.Title.PadRight(keys)}  ";
                foreach (var (at, line) in TextLines.Of(row[column.Index], Math.Max(NarrowestText / 2, most - key.Length)).Index())
                    yield return new Line((at == 0 ? key : new string(' ', key.Length)) + line);
            }
        }
    }
}

/// <summary>How much of its results a command shows.</summary>
internal enum Details
{
    /// <summary>What most want to know.</summary>
    Few,

    /// <summary>Everything.</summary>
    All,
}
