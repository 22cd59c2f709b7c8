using CimCil.Evaluation;

namespace CimCil.Reporting;

/// <summary>A network of a group against a network of its baseline, paired by seed.</summary>
/// <param name="Group">The group.</param>
/// <param name="Network">Its network.</param>
/// <param name="Baseline">What it is compared with.</param>
/// <param name="Against">The baseline's network.</param>
internal sealed record Difference(RunGroup Group, string Network, RunGroup Baseline, string Against)
{
    /// <summary>Average incremental accuracy, in points; null without a common seed.</summary>
    public PairedDifference? Average => Of(network => network.Average);

    /// <summary>Last accuracy, in points; null without a common seed.</summary>
    public PairedDifference? Last => Of(network => network.Last);

    /// <summary>The networks of one name; a network whose name the baseline lacks is compared with each of the baseline's.</summary>
    public static IEnumerable<Difference> Between(RunGroup group, RunGroup baseline) =>
        from network in @group.Networks
        from against in baseline.Networks.Contains(network) ? [network] : baseline.Networks
        select new Difference(@group, network, baseline, against);

    /// <summary>The table of differences.</summary>
    /// <param name="differences">Its rows.</param>
    /// <param name="groups">What a group is called in the other tables beside it.</param>
    public static ReportTable Table(IReadOnlyList<Difference> differences, string groups = "run") => new(
        "differences", "Paired differences to the baseline, points: mean [95 % interval]",
        [groups, "network", "baseline", "pairs", "average", "p", "last", "p of last"],
        [.. differences.Select(difference => (IReadOnlyList<string>)
        [
            difference.Group.Name,
            difference.Network,
            difference.Against == difference.Network ? difference.Baseline.Name : $"{difference.Baseline.Name}: {difference.Against}",
            $"{difference.Average?.Count ?? 0}",
            Cell(difference.Average), P(difference.Average?.PValue), Cell(difference.Last), P(difference.Last?.PValue),
        ])])
    {
        Note = "Accuracy minus the baseline's under the same seed. The interval is Student's t over seeds, p that of the exact two-sided permutation test, which n pairs cannot bring below 2^(1 - n).",
    };

    private static string Cell(PairedDifference? difference) => difference switch
    {
        null => "no common seed",
        { Interval: { } interval } => $"{Signed(difference.Mean)} [{Signed(interval.Low)}, {Signed(interval.High)}]",
        _ => $"{Signed(difference.Mean)} (one pair: no interval)",
    };

    /// <summary>What rounds to 0 has no sign: it may be the last bit of a sum.</summary>
    private static string Signed(double value) => Math.Round(value, 2) switch
    {
        0 => ReportTables.Fixed(0),
        > 0 => $"+{ReportTables.Fixed(value)}",
        _ => ReportTables.Fixed(value),
    };

    private static string P(double? value) => value switch
    {
        null => "-",
        < 0.0001 => "< 0.0001",
        { } p => ReportTables.Fixed(p, 4),
    };

    private PairedDifference? Of(Func<NetworkRecord, double> figure) => PairedDifference.Of(Values(Group, Network, figure), Values(Baseline, Against, figure));

    private static IReadOnlyDictionary<int, double> Values(RunGroup group, string network, Func<NetworkRecord, double> figure) =>
        group.Values(run => RunGroup.Network(run, network) is { } scores ? figure(scores) : null);
}
