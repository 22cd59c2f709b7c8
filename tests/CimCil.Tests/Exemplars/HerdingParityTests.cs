using System.Globalization;
using System.Text.Json;
using CimCil.Configuration;
using CimCil.Exemplars;
using TorchSharp;

namespace CimCil.Tests.Exemplars;

/// <summary>Golden folder 05: exemplar choice under a fractional budget, for every class, budget and reduction that it holds.</summary>
[TestClass]
public sealed class HerdingParityTests
{
    private const string Folder = "05_herding";
    private const double Float32Tolerance = 1e-5;

    private static readonly JsonElement Info = Golden.Json($"{Folder}/info.json");
    private static readonly int ClassCount = Golden.Files(Folder, "vectors_class*.npy").Count;

    [TestMethod]
    public void ParityOfConstruction()
    {
        var cases = Cases("construct_m");
        Assert.IsNotEmpty(cases);
        Assert.IsGreaterThan(0, ClassCount);
        foreach (var (budget, entry) in cases)
        {
            for (var label = 0; label < ClassCount; label++)
            {
                var selection = Select(label, Number(budget), Fill.StopAtFirst);
                AssertSame(Order(entry, $"selected_class{label}"), selection.Order, $"m {budget}, class {label}");
                Assert.AreEqual(entry.GetProperty("used_budget").GetProperty(label.ToString(CultureInfo.InvariantCulture)).GetDouble(), selection.Cost, 1e-10 * selection.Cost);
            }
        }
    }

    [TestMethod]
    public void ParityOfClassMeans()
    {
        var cases = Cases("construct_m");
        Assert.HasCount(cases.Count, Golden.Files(Folder, "class_means_m*.npy"));
        foreach (var (budget, entry) in cases)
        {
            var expected = Golden.Array($"{Folder}/class_means_m{budget}.npy");
            for (var label = 0; label < ClassCount; label++)
                AssertMean(expected, label, Order(entry, $"selected_class{label}"), $"m {budget}");
        }
    }

    [TestMethod]
    public void ParityOfReduction()
    {
        var cases = Reductions();
        Assert.IsNotEmpty(cases);
        foreach (var (from, to, entry) in cases)
        {
            for (var label = 0; label < ClassCount; label++)
            {
                var stored = Select(label, Number(from), Fill.StopAtFirst).Order;
                var kept = stored.Take(Herding.KeptCount(CostsOf(label, stored), Number(to)));
                AssertSame(Order(entry, $"kept_class{label}"), [.. kept], $"{from} to {to}, class {label}");
            }
        }
    }

    [TestMethod]
    public void ParityOfReducedClassMeans()
    {
        var cases = Reductions();
        Assert.HasCount(cases.Count, Golden.Files(Folder, "reduced_class_means_m*.npy"));
        foreach (var (_, to, entry) in cases)
        {
            var expected = Golden.Array($"{Folder}/reduced_class_means_m{to}.npy");
            for (var label = 0; label < ClassCount; label++)
                AssertMean(expected, label, Order(entry, $"kept_class{label}"), $"reduced to {to}");
        }
    }

    /// <summary>Where the reference raises (decision 8): nothing to drop, a class smaller than its budget, and nothing that fits.</summary>
    [TestMethod]
    public void ParityEndsWhereTheReferenceRaises()
    {
        foreach (var property in Info.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.String))
        {
            for (var label = 0; label < ClassCount; label++)
            {
                var costs = Costs(label);
                if (property.Name.EndsWith("_not_smaller", StringComparison.Ordinal))
                {
                    var (from, to) = FromTo(property.Name[..^"_not_smaller".Length]);
                    var stored = Select(label, Number(from), Fill.StopAtFirst).Order;
                    Assert.AreEqual(stored.Count, Herding.KeptCount(CostsOf(label, stored), Number(to)), property.Name);
                }
                else if (property.Name == "construct_budget_exceeds_class")
                    AssertSame([.. Enumerable.Range(0, costs.Length)], [.. Select(label, costs.Sum() + 1, Fill.StopAtFirst).Order.Order()], property.Name);
                else if (property.Name == "construct_budget_below_one_exemplar")
                    Assert.IsEmpty(Select(label, costs.Min() / 2, Fill.StopAtFirst).Order, property.Name);
                else
                    Assert.Fail($"{property.Name} is not understood.");
            }
        }
    }

    private static List<(string Budget, JsonElement Entry)> Cases(string prefix) =>
    [
        .. Info.EnumerateObject()
            .Where(property => property.Value.ValueKind == JsonValueKind.Object && property.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(property => (property.Name[prefix.Length..], property.Value)),
    ];

    private static List<(string From, string To, JsonElement Entry)> Reductions() =>
        [.. Cases("reduce_from").Select(entry => { var (from, to) = FromTo("reduce_from" + entry.Budget); return (from, to, entry.Entry); })];

    private static (string From, string To) FromTo(string key)
    {
        var parts = key["reduce_from".Length..].Split("_to");
        return (parts[0], parts[1]);
    }

    private static HerdingSelection Select(int label, double budget, Fill fill)
    {
        using var features = Vectors(label);
        return Herding.Select(features, Costs(label), budget, fill);
    }

    private static void AssertMean(NpyArray expected, int label, int[] chosen, string what)
    {
        using var features = Vectors(label);
        using var mean = Herding.ClassMean(features, chosen);
        var size = (int)expected.Shape[^1];
        var row = expected.ToDoubles().AsSpan(label * size, size);
        // The reference divides 0 by 0 where nothing is kept; ours is 0.
        if (chosen.Length == 0)
        {
            Assert.IsTrue(row.ToArray().All(double.IsNaN), $"{what}, class {label}: the reference has a mean of nothing");
            Assert.IsTrue(mean.data<double>().ToArray().All(value => value == 0));
        }
        else
            Near.RelativeToLargest(row, mean.data<double>().ToArray(), Float32Tolerance, $"{what}, class {label}: class mean");
    }

    private static torch.Tensor Vectors(int label) => Golden.Array($"{Folder}/vectors_class{label}.npy").ToTensor();

    private static double[] Costs(int label) => Golden.Array($"{Folder}/rates_class{label}.npy").ToDoubles();

    private static double[] CostsOf(int label, IReadOnlyList<int> rows)
    {
        var costs = Costs(label);
        return [.. rows.Select(row => costs[row])];
    }

    private static int[] Order(JsonElement entry, string name) => [.. entry.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static void AssertSame(int[] expected, IReadOnlyList<int> actual, string what) =>
        Assert.AreEqual(string.Join(' ', expected), string.Join(' ', actual), what);
}
