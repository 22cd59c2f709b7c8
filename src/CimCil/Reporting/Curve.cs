namespace CimCil.Reporting;

/// <summary>One curve of a chart.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Points">Its points; one that is not finite leaves a gap.</param>
/// <param name="Kind">How it is drawn.</param>
internal sealed record Curve(string Name, IReadOnlyList<(double X, double Y)> Points, CurveKind Kind = CurveKind.Line)
{
    /// <summary>The spread around it, from left to right; empty for none. It is drawn as a band.</summary>
    public IReadOnlyList<(double X, double Low, double High)> Band { get; init; } = [];

    /// <summary>The number of its colour; null for its place among the curves of its chart. Charts that stand side by side give a thing one colour.</summary>
    public int? Hue { get; init; }
}
