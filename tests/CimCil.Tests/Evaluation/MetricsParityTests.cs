using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CimCil.Data;
using CimCil.Evaluation;

namespace CimCil.Tests.Evaluation;

/// <summary>Folder 12 of the golden data: accuracies of the reference, rounded to two decimals.</summary>
[TestClass]
public sealed partial class MetricsParityTests
{
    private const int GroupSize = 10;

    [TestMethod]
    public void TopAccuraciesOldAndNewEqualTheReferenceParity()
    {
        var entryCount = 0;
        foreach (var entry in Entries())
        {
            var scores = NetworkScores.Of(entry.Predictions, entry.Phases);
            foreach (var (name, expected) in entry.Flat)
            {
                double? actual = name switch
                {
                    "total" or "top1" => scores.Top1,
                    // The reference gives 0 where there are no old classes; ours has no value there.
                    "old" => scores.Old ?? (entry.KnownClassCount == 0 ? 0 : null),
                    "new" => scores.New,
                    _ when TopKName().IsMatch(name) => scores.TopK,
                    _ when GroupName().IsMatch(name) => null,
                    _ => throw new AssertFailedException($"{entry.Name}: nothing is compared with the field {name}."),
                };
                if (!GroupName().IsMatch(name))
                    Assert.AreEqual(expected, Percent.Rounded(actual!.Value), $"{entry.Name}, {name}");
                if (TopKName().Match(name) is { Success: true } topK && topK.Groups["k"].Value != "1")
                    Assert.AreEqual(scores.K, int.Parse(topK.Groups["k"].Value, CultureInfo.InvariantCulture), $"{entry.Name}, {name}");
            }
            entryCount++;
        }
        Assert.IsGreaterThan(0, entryCount);
    }

    [TestMethod]
    public void GroupsOfTenEqualTheReferenceParity()
    {
        var groupCount = 0;
        foreach (var entry in Entries())
        {
            foreach (var (name, expected) in entry.Flat.Where(field => GroupName().IsMatch(field.Name)))
            {
                var first = int.Parse(GroupName().Match(name).Groups["first"].Value, CultureInfo.InvariantCulture);
                var count = Math.Min(GroupSize, entry.Predictions.Classes.Count - first);
                Assert.AreEqual(expected, Percent.Rounded(entry.Predictions.AccuracyOn(first, count)!.Value), $"{entry.Name}, {name}");
                groupCount++;
            }
        }
        Assert.IsGreaterThan(0, groupCount);
    }

    /// <summary>The reference stops before a last group of a single class (decision 17); ours counts every image in one group.</summary>
    [TestMethod]
    public void TheReferenceLosesAClassAndOursDoesNotParity()
    {
        var lostCount = 0;
        foreach (var entry in Entries())
        {
            var largest = entry.Predictions.Classes.Last(score => score.ImageCount > 0).Label;
            int[] referenceGroups = [.. entry.Flat.Select(field => GroupName().Match(field.Name)).Where(match => match.Success)
                .Select(match => int.Parse(match.Groups["first"].Value, CultureInfo.InvariantCulture))];
            int[] ourGroups = [.. Enumerable.Range(0, (largest / GroupSize) + 1).Select(group => group * GroupSize)];
            int[] lost = largest % GroupSize == 0 ? [largest] : [];
            CollectionAssert.AreEquivalent(ourGroups.Except(lost).ToArray(), referenceGroups, entry.Name);

            var counted = ourGroups.Sum(first => entry.Predictions.Classes.Skip(first).Take(GroupSize).Sum(score => score.ImageCount));
            Assert.AreEqual(entry.Predictions.ImageCount, counted, entry.Name);
            foreach (var first in lost)
                Assert.IsNotNull(entry.Predictions.AccuracyOn(first, 1), $"{entry.Name}: class {first} has an accuracy of its own");
            lostCount += lost.Length;
        }
        Assert.IsGreaterThan(0, lostCount, "the golden data holds no case with a lost class");
    }

    private static IEnumerable<Entry> Entries()
    {
        var index = 0;
        foreach (var entry in Golden.Json("12_metrics/info.json").EnumerateArray())
            yield return Entry.Read(entry, $"entry {index++}");
    }

    [GeneratedRegex(@"^top(?<k>\d+)$")]
    private static partial Regex TopKName();

    [GeneratedRegex(@"^(?<first>\d+)-(?<last>\d+)$")]
    private static partial Regex GroupName();

    [GeneratedRegex(@"labels (?<first>\d+)\.\.(?<last>\d+)")]
    private static partial Regex PerfectLabels();

    private sealed record Entry(string Name, int KnownClassCount, Predictions Predictions, IReadOnlyList<(string Name, double Value)> Flat)
    {
        public Phase[] Phases => KnownClassCount == 0
            ? [new Phase(0, 0, Predictions.Classes.Count)]
            : [new Phase(0, 0, KnownClassCount), new Phase(1, KnownClassCount, Predictions.Classes.Count - KnownClassCount)];

        public static Entry Read(JsonElement entry, string name)
        {
            var flat = Flatten(entry.GetProperty("result")).ToArray();
            if (!entry.TryGetProperty("y", out var y))
            {
                // An entry in words: every label of a range, each predicted correctly in the first phase.
                var range = PerfectLabels().Match(entry.GetProperty("case").GetString()!);
                Assert.IsTrue(range.Success, $"{name} has neither labels nor a range of them");
                var (first, last) = (int.Parse(range.Groups["first"].Value, CultureInfo.InvariantCulture), int.Parse(range.Groups["last"].Value, CultureInfo.InvariantCulture));
                long[] labels = [.. Enumerable.Range(first, last - first + 1).Select(label => (long)label)];
                return new Entry(name, 0, new Predictions(labels, labels, last + 1), flat);
            }
            long[] truth = [.. y.EnumerateArray().Select(label => label.GetInt64())];
            var ranked = entry.EnumerateObject().Single(field => TopKName().IsMatch(field.Name)).Value;
            long[] answers = [.. ranked.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(label => label.GetInt64())];
            return new Entry(name, entry.GetProperty("known").GetInt32(), new Predictions(truth, answers, entry.GetProperty("total").GetInt32()), flat);
        }

        private static IEnumerable<(string, double)> Flatten(JsonElement result) =>
            result.EnumerateObject().SelectMany(field => field.Value.ValueKind == JsonValueKind.Object ? Flatten(field.Value) : [(field.Name, field.Value.GetDouble())]);
    }
}
