using System.Globalization;

namespace CimCil.Reporting;

/// <summary>The values that an axis holds, and those of them that are marked.</summary>
internal sealed record ChartAxis(double Low, double High, IReadOnlyList<double> Marks)
{
    /// <summary>An axis of given values, or of round numbers around those that are shown.</summary>
    /// <param name="values">What is shown; at least one.</param>
    /// <param name="range">What it must hold; null for what is shown.</param>
    /// <param name="marks">What is marked; null for round numbers.</param>
    /// <param name="kind">Whether a mark may lie between whole numbers.</param>
    public static ChartAxis Of(IEnumerable<double> values, (double Low, double High)? range, IReadOnlyList<double>? marks, AxisKind kind)
    {
        double[] shown = [.. values];
        var (low, high) = (range?.Low ?? shown.Min(), range?.High ?? shown.Max());
        // One phase has no neighbours that could be marked.
        if (high - low < 1e-12 && kind == AxisKind.Whole)
            return new ChartAxis(low - 1, high + 1, marks ?? [low]);
        if (high - low < 1e-12)
            (low, high) = (low - 0.5, high + 0.5);
        if (marks is not null)
            return new ChartAxis(low, high, marks);
        var step = StepOf((high - low) / 5, kind);
        var (first, last) = (Math.Floor(low / step), Math.Ceiling(high / step));
        double[] round = [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
        // What is counted goes on to its last one and not to a round number that nothing has reached.
        return range is null && kind == AxisKind.Real
            ? new ChartAxis(round[0], round[^1], round)
            : new ChartAxis(low, high, [.. round.Where(mark => mark >= low - 1e-9 && mark <= high + 1e-9)]);
    }

    /// <summary>Whole tens of percent around what is shown, within 0 to 100 and at least 20 apart.</summary>
    public static (double Low, double High) PercentsAround(IEnumerable<double> values)
    {
        double[] shown = [.. values.Where(double.IsFinite)];
        if (shown.Length == 0)
            return (0, 100);
        var high = Math.Clamp(10 * Math.Ceiling((shown.Max() + 1) / 10), 20, 100);
        return (Math.Clamp(10 * Math.Floor((shown.Min() - 1) / 10), 0, high - 20), high);
    }

    /// <summary>Where a value lies between the places of the lowest and the highest.</summary>
    public double Place(double value, double lowest, double highest) => lowest + ((value - Low) / (High - Low) * (highest - lowest));

    /// <summary>A number at a mark.</summary>
    public static string Label(double value) => Math.Round(value, 6).ToString(Math.Abs(value) >= 1e5 ? "0.###e0" : "0.######", CultureInfo.InvariantCulture);

    private static double StepOf(double rough, AxisKind kind)
    {
        rough = kind == AxisKind.Whole ? Math.Max(1, rough) : rough;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return kind == AxisKind.Whole
            ? new[] { 1, 2, 2.5, 5, 10 }.Select(factor => factor * power).First(step => step >= rough * 0.999 && step == Math.Floor(step))
            : new[] { 1, 2, 5, 10 }.Select(factor => factor * power).First(step => step >= rough * 0.999);
    }
}
