namespace CimCil.Reporting;

/// <summary>The colours of pages in one scheme. Text stands on <see cref="Ground"/> and <see cref="Panel"/> with a contrast of at least 4.5 to 1, as WCAG 2.2 asks.</summary>
/// <param name="Ground">The page.</param>
/// <param name="Panel">Tiles, and rows that are pointed at.</param>
/// <param name="Ink">Text.</param>
/// <param name="Soft">Text that steps back.</param>
/// <param name="Line">Rules and grids, which say nothing by themselves.</param>
/// <param name="Hues">Curves, by their number; the first is that of links.</param>
internal sealed record ReportColors(string Ground, string Panel, string Ink, string Soft, string Line, IReadOnlyList<string> Hues)
{
    /// <summary>Dark on white.</summary>
    public static ReportColors Light { get; } = new(
        "#ffffff", "#f4f6f8", "#1b1f24", "#58626d", "#d5dae0",
        ["#0b5cad", "#b3541e", "#2b7a3d", "#8a3ffc", "#a8174f", "#4f6d7a", "#7a6400", "#00756e"]);

    /// <summary>Bright on almost black.</summary>
    public static ReportColors Dark { get; } = new(
        "#14171a", "#1e2328", "#e8eaed", "#a5adb6", "#3b4249",
        ["#6cb6ff", "#f0a36b", "#7ccf8f", "#c9a7ff", "#ff8fb5", "#a9c3cf", "#e0c654", "#5fd3c8"]);

    /// <summary>Black on white, whatever the screen's scheme.</summary>
    public static ReportColors Print { get; } = Light with { Ink = "#000000", Soft = "#333333", Line = "#a8adb3" };

    /// <summary>The variables of the style sheet.</summary>
    public string Css =>
        $"--ground: {Ground}; --panel: {Panel}; --ink: {Ink}; --soft: {Soft}; --line: {Line}; "
        + string.Concat(Hues.Select((hue, i) => $"--c{i}: {hue}; "));
}
