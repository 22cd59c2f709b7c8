namespace CimCil.Reporting;

/// <summary>One curve of a chart.</summary>
/// <param name="Name">For the legend.</param>
/// <param name="Points">Its points; one that is not finite leaves a gap.</param>
/// <param name="Kind">How it is drawn.</param>
internal sealed record Curve(string Name, IReadOnlyList<(double X, double Y)> Points, CurveKind Kind = CurveKind.Line);
