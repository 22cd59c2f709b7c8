namespace CimCil.Reporting;

/// <summary>How accuracy went along the phases, group beside group.</summary>
internal static class ComparisonCharts
{
    /// <summary>A chart for each network, side by side, in which a group has one colour.</summary>
    /// <param name="groups">At least one.</param>
    public static string Of(IReadOnlyList<RunGroup> groups)
    {
        string[] networks = [.. groups.SelectMany(group => group.Networks).Distinct()];
        var isSpread = groups.Any(group => group.Seeds.Count > 1);
        // One axis for all, so that heights can be compared.
        var range = ChartAxis.PercentsAround(groups.SelectMany(group => group.Runs).SelectMany(run => run.Phases).SelectMany(phase => phase.Scores.Values).Select(score => score.Top1));
        return $"<p class=\"soft\">On all classes seen.{(isSpread ? " A line is the mean of the seeds, the band around it one standard deviation up and down." : "")}</p><div class=\"charts\">{string.Concat(networks.Select(network => Chart(groups, network, range)))}</div>\n";
    }

    private static string Chart(IReadOnlyList<RunGroup> groups, string network, (double, double) range)
    {
        var curves = groups.Index().Where(group => group.Item.Networks.Contains(network)).Select(group => CurveOf(group.Item, network, group.Index)).ToList();
        double[] classes = [.. curves.SelectMany(curve => curve.Points.Select(point => point.X)).Distinct().Order()];
        return new LineChart(
            $"Top-1 of the {network} network after each phase", "classes seen", "top-1, percent", curves)
        { YRange = range, XKind = AxisKind.Whole, XMarks = classes.Length <= 12 ? classes : null }.ToHtml();
    }

    private static Curve CurveOf(RunGroup group, string network, int hue)
    {
        var phases = group.Runs[0].Phases.Select((phase, i) => (X: (double)phase.ClassesSeen, Spread: group.SpreadOf(run => run.Phases.ElementAtOrDefault(i)?.Scores[network].Top1)!)).ToList();
        return new Curve(group.Name, [.. phases.Select(phase => (phase.X, phase.Spread.Mean))], CurveKind.Marked)
        {
            Hue = hue,
            Band = group.Seeds.Count < 2 ? [] : [.. phases.Select(phase => (phase.X, phase.Spread.Mean - (phase.Spread.Deviation ?? 0), phase.Spread.Mean + (phase.Spread.Deviation ?? 0)))],
        };
    }
}
