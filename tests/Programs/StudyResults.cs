using System.Text;
using System.Text.Json;
using CimCil.Data;
using CimCil.Evaluation;
using CimCil.Exemplars;
using CimCil.Foundation;
using CimCil.Sweeps;
using Microsoft.VisualBasic.FileIO;

/// <summary>The tables.</summary>
internal static class StudyResults
{
    private static readonly string[] Sizes = ["small", "middle", "large"];

    private static readonly string[] Key = ["experiment", "budget", "policy", "seed", "device"];

    /// <exception cref="DataException">A file of the folder has other columns.</exception>
    public static void Write(IReadOnlyList<StudyRun> runs, string folder)
    {
        Directory.CreateDirectory(folder);
        var here = runs.Select(run => string.Join('\n', run.Key)).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<string[]> WithOthers(string name, string[] columns, IEnumerable<string[]> rows) => [.. OfOtherRuns(Path.Combine(folder, name), columns, here).Concat(rows).OrderBy(row => row[4], StringComparer.Ordinal)];

        string[] columns = [.. Key, "network", "average", "last", "forgetting", "exemplarsPerClass", "meanBoxShare", "trueBoxCoverage", "plainCoverage", "hours"];
        var each = WithOthers("runs.csv", columns,
            from run in runs
            from network in run.Networks
            select (string[])
            [
                .. run.Key, network, Exact(run.Accuracy("average", network)), Exact(run.Accuracy("last", network)), Exact(run.Accuracy("forgetting", network)),
                Exact(run.OfExemplars("perClass")), Exact(run.OfExemplars("meanBoxShare")), Exact(run.OfBoxes("trueBoxCoverage")), Exact(run.OfBoxes("plainCoverage")), Exact(run.Hours),
            ]);
        string[] sizeColumns = [.. Key, "size", "smallestShare", "largestShare", "exemplarsPerClass", "boxShare", "trueBoxCoverage"];
        var sizes = WithOthers("sizes.csv", sizeColumns, runs.Where(run => run.Networks.Any()).SelectMany(BySize));
        string[] learningColumns = [.. Key, "phase", "stage", "epoch", "inner", "outer", "validation", "diversity", "memory", "trueBoxCoverage"];
        var learning = WithOthers("learning.csv", learningColumns, runs.Where(run => run.TellsLearning).SelectMany(Learning));
        var differences = Differences(each).OrderBy(row => row.Cells[0] == "all").ThenBy(row => row.Cells[2], StringComparer.Ordinal).ToList();

        Csv(folder, "runs.csv", columns, each);
        Csv(folder, "differences.csv", ["experiment", "budget", "device", "policy", "baseline", "network", "figure", "pairs", "mean", "low", "high", "p", "leastP"], differences.Select(row => row.Cells));
        Csv(folder, "sizes.csv", sizeColumns, sizes);
        Csv(folder, "learning.csv", learningColumns, learning);
        Table("Top-1 in percent and what the memory holds, mean ± standard deviation over seeds", ["experiment", "budget", "device", "policy", "network", "seeds", "average", "last", "exemplars per class", "box share, percent", "true box covered, percent"],
            [.. each.GroupBy(row => (Experiment: row[0], Budget: row[1], Device: row[4], Policy: row[2], Network: row[5])).Select(arm => (string[])
                [arm.Key.Experiment, arm.Key.Budget, arm.Key.Device, arm.Key.Policy, arm.Key.Network, $"{arm.Count()}", Spread(arm, 6, 1), Spread(arm, 7, 1), Spread(arm, 9, 1), Spread(arm, 10, 100), Spread(arm, 11, 100)])]);
        Table("Paired differences of the average incremental accuracy, points; mean [95 % interval by Student's t]", ["experiment", "budget", "device", "policy", "baseline", "network", "pairs", "difference", "p", "least p"],
            [.. differences.Where(row => row.Cells[6] == "average").Select(row => (string[])[.. row.Cells[..6], row.Cells[7], row.Words, Rounded(row.Difference.PValue, 4), Rounded(row.Difference.SmallestPValue, 4)])]);
        Table("Memory after the last phase by the true object's share of the image (thirds of the training images), mean ± standard deviation over seeds", ["experiment", "budget", "device", "policy", "size", "seeds", "exemplars per class", "box share", "true box covered, percent"],
            [.. sizes.GroupBy(row => (Experiment: row[0], Budget: row[1], Device: row[4], Policy: row[2], Size: row[5])).Select(group => (string[])
                [group.Key.Experiment, group.Key.Budget, group.Key.Device, group.Key.Policy, group.Key.Size, $"{group.Count()}", Spread(group, 8, 1), Spread(group, 9, 100), Spread(group, 10, 100)])]);
        Console.WriteLine($"\nWrote runs.csv, differences.csv, sizes.csv and learning.csv to {folder}: {here.Count} runs of this folder, {each.Select(row => string.Join('\n', row[..Key.Length])).Distinct().Count() - here.Count} of others.");
    }

    /// <summary>The rows of a file that are of runs which are not here.</summary>
    private static IEnumerable<string[]> OfOtherRuns(string path, string[] columns, HashSet<string> here)
    {
        if (!File.Exists(path))
            yield break;
        using var lines = new TextFieldParser(path) { Delimiters = [","] };
        if (!columns.SequenceEqual(lines.ReadFields() ?? []))
            throw new DataException($"{path} has other columns than {string.Join(", ", columns)}: move it away, or write to another folder with --results DIR.");
        while (lines.ReadFields() is { } row)
        {
            if (!here.Contains(string.Join('\n', row[..Key.Length])))
                yield return row;
        }
    }

    /// <summary>
    /// In each cell of experiment and budget on each device, over all devices where together they have pairs of more seeds than any one of them,
    /// and over all cells.
    /// </summary>
    private static IEnumerable<(string[] Cells, string Words, PairedDifference Difference)> Differences(IReadOnlyList<string[]> each)
    {
        var cells = each.GroupBy(row => (Experiment: row[0], Budget: row[1])).Select(cell => (cell.Key, Policies: cell.ToLookup(row => row[2])))
            .OrderBy(cell => cell.Key.Experiment, StringComparer.Ordinal).ThenBy(cell => cell.Key.Budget.Length).ThenBy(cell => cell.Key.Budget, StringComparer.Ordinal).ToList();
        var overall = new Dictionary<(string Policy, string Baseline, string Network, string Figure), List<SeedPair>>();
        var rows =
            from cell in cells
            from policy in cell.Policies
            from baseline in BaselinesOf(policy.Key).Where(cell.Policies.Contains)
            from network in policy.Select(row => row[5]).Distinct()
            from figure in new[] { (Name: "average", Column: 6), (Name: "last", Column: 7) }
            from found in OfCell(cell.Key.Experiment, cell.Key.Budget, (policy.Key, baseline, network, figure.Name), Pairs(policy, cell.Policies[baseline], network, figure.Column), overall)
            select found;
        foreach (var row in rows)
            yield return row;
        foreach (var (arms, pairs) in overall.Where(one => cells.TrueForAll(cell => cell.Policies.Contains(one.Key.Policy))))
        {
            if (cells.Count > 1 && Difference("all", "all", DevicesOf(pairs), arms, pairs) is { } found)
                yield return found;
        }
    }

    private static IEnumerable<(string[] Cells, string Words, PairedDifference Difference)> OfCell(
        string experiment, string budget, (string Policy, string Baseline, string Network, string Figure) arms, IReadOnlyList<SeedPair> pairs, Dictionary<(string Policy, string Baseline, string Network, string Figure), List<SeedPair>> overall)
    {
        var devices = pairs.GroupBy(pair => pair.Device).OrderByDescending(device => device.Count()).ToList();
        foreach (var device in devices)
        {
            if (Difference(experiment, budget, device.Key, arms, [.. device]) is { } found)
                yield return found;
        }
        // A seed that several devices have counts once.
        List<SeedPair> seeds = [.. pairs.GroupBy(pair => pair.Seed).Select(seed => new SeedPair(seed.Key, DevicesOf(seed), seed.Average(pair => pair.Value), seed.Average(pair => pair.Baseline)))];
        if (devices.Count > 1 && seeds.Count > devices[0].Count() && Difference(experiment, budget, DevicesOf(pairs), arms, seeds) is { } together)
            yield return together;
        if (!overall.TryGetValue(arms, out var all))
            overall[arms] = all = [];
        all.AddRange(seeds);
    }

    /// <summary>The runs of two policies under the same seed on the same device.</summary>
    private static List<SeedPair> Pairs(IEnumerable<string[]> policy, IEnumerable<string[]> baseline, string network, int column) =>
    [
        .. from row in policy
           join other in baseline on (row[3], row[4], row[5]) equals (other[3], other[4], other[5])
           where row[5] == network
           select new SeedPair(int.Parse(row[3]), row[4], double.Parse(row[column]), double.Parse(other[column])),
    ];

    private static string DevicesOf(IEnumerable<SeedPair> pairs) => string.Join('+', pairs.SelectMany(pair => pair.Device.Split('+')).Distinct().Order(StringComparer.Ordinal));

    /// <summary>Each seed counts once, by the mean of its pairs.</summary>
    private static (string[] Cells, string Words, PairedDifference Difference)? Difference(
        string experiment, string budget, string device, (string Policy, string Baseline, string Network, string Figure) arms, IReadOnlyList<SeedPair> pairs)
    {
        Dictionary<int, double> Values(Func<SeedPair, double> side) => pairs.GroupBy(pair => pair.Seed).ToDictionary(seed => seed.Key, seed => seed.Average(side));
        if (PairedDifference.Of(Values(pair => pair.Value), Values(pair => pair.Baseline)) is not { } found)
            return null;
        string[] cells = [experiment, budget, device, arms.Policy, arms.Baseline, arms.Network, arms.Figure, $"{found.Count}", Exact(found.Mean), Exact(found.Interval?.Low), Exact(found.Interval?.High), Exact(found.PValue), Exact(found.SmallestPValue)];
        return (cells, $"{found.Mean:+0.00;-0.00}{(found.Interval is { } interval ? $" [{interval.Low:+0.00;-0.00}, {interval.High:+0.00;-0.00}]" : "")}", found);
    }

    /// <summary>A figure of a policy and of its baseline.</summary>
    private sealed record SeedPair(int Seed, string Device, double Value, double Baseline);

    /// <summary>What a policy is compared with: whole images, plain class activation, itself without the changed setting, and plain class activation with it.</summary>
    private static IEnumerable<string> BaselinesOf(string policy)
    {
        var parts = policy.Split(", ", 2);
        string[] changed = parts.Length > 1 ? [parts[0], $"class-activation, {parts[1]}"] : [];
        return ((string[])["full-images", "class-activation", .. changed]).Distinct().Where(baseline => baseline != policy);
    }

    /// <summary>The exemplars of a run in three parts; the bounds are the thirds of all training images, so that parts without a policy's choice are of equal size.</summary>
    private static IEnumerable<string[]> BySize(StudyRun run)
    {
        static double ShareOf(DatasetImage image, int side) => image.TrueBox!.Value.ShareOf(side, side);
        using var store = ExemplarStore.OpenReadOnly(Path.Combine(run.Folder, "memory.db"));
        var entries = store.Snapshot.Entries;
        var side = entries[0].Height;
        var images = run.Dataset.Train.ToDictionary(image => image.Name);
        var shares = images.Values.Select(image => ShareOf(image, side)).Order().ToArray();
        double[] bounds = [shares[0], shares[shares.Length / 3], shares[2 * shares.Length / 3], shares[^1]];
        for (var part = 0; part < Sizes.Length; part++)
        {
            var of = entries.Select(entry => (Entry: entry, True: images[entry.Source].TrueBox!.Value, Share: ShareOf(images[entry.Source], side)))
                .Where(exemplar => (part == 0 || exemplar.Share >= bounds[part]) && (part == 2 || exemplar.Share < bounds[part + 1])).ToList();
            double? Mean(Func<(ExemplarEntry Entry, Box True, double Share), double> figure) => of.Count > 0 ? of.Average(figure) : null;
            yield return
            [
                .. run.Key, Sizes[part], Exact(bounds[part]), Exact(bounds[part + 1]), Exact((double)of.Count / run.ClassCount),
                Exact(Mean(exemplar => exemplar.Entry.BoxShare)), Exact(Mean(exemplar => (double)exemplar.True.Intersect(exemplar.Entry.Box).Area / exemplar.True.Area)),
            ];
        }
    }

    private static IEnumerable<string[]> Learning(StudyRun run)
    {
        foreach (var line in File.ReadLines(Path.Combine(run.Folder, "metrics.jsonl")).Where(line => line.StartsWith("{\"kind\":\"epoch\"", StringComparison.Ordinal)))
        {
            using var epoch = JsonDocument.Parse(line);
            var (root, values) = (epoch.RootElement, epoch.RootElement.GetProperty("values"));
            if (!values.TryGetProperty("mask.outer", out _))
                continue;
            string Value(string name) => values.TryGetProperty(name, out var value) ? value.ToString() : "";
            yield return
            [
                .. run.Key, $"{root.GetProperty("phase").GetInt32()}", root.GetProperty("stage").GetString()!, $"{root.GetProperty("epoch").GetInt32()}",
                Value("mask.inner"), Value("mask.outer"), Value("mask.validation"), Value("mask.diversity"), Value("mask.memory"), Value("boxes.trueBoxCoverage"),
            ];
        }
    }

    private static string Spread(IEnumerable<string[]> rows, int column, double factor) =>
        SampleSpread.Of([.. rows.Where(row => row[column].Length > 0).Select(row => factor * double.Parse(row[column]))]) is not { } spread ? "-"
        : $"{spread.Mean:0.0}{(spread.Deviation is { } deviation ? $" ± {deviation:0.0}" : "")}";

    private static string Exact(double? value) => value?.ToString("R") ?? "";

    private static string Rounded(double? value, int decimals) => value?.ToString($"F{decimals}") ?? "-";

    private static void Table(string title, string[] head, IReadOnlyList<string[]> rows)
    {
        Console.WriteLine($"\n{title}\n\n| {string.Join(" | ", head)} |\n|{string.Concat(head.Select(_ => "---|"))}");
        foreach (var row in rows)
            Console.WriteLine($"| {string.Join(" | ", row)} |");
    }

    /// <summary>Written whole or not at all.</summary>
    private static void Csv(string folder, string name, string[] columns, IEnumerable<string[]> rows)
    {
        var (path, text) = (Path.Combine(folder, name), new StringBuilder());
        foreach (var row in rows.Prepend(columns))
            text.Append(string.Join(',', row.Select(cell => cell.Contains(',', StringComparison.Ordinal) ? $"\"{cell}\"" : cell))).Append('\n');
        File.WriteAllText(path + ".tmp", text.ToString());
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
