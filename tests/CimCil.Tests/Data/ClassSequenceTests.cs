using System.Text.Json;
using System.Text.RegularExpressions;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Tests.Data;

[TestClass]
public sealed partial class ClassSequenceTests
{
    private const string Info = "11_class_order/info.json";

    [TestMethod]
    public void ParityOfClassOrders()
    {
        var count = 0;
        foreach (var golden in Golden.Json(Info).GetProperty("orders").EnumerateObject())
        {
            var name = OrderName().Match(golden.Name);
            Assert.IsTrue(name.Success, golden.Name);
            var expected = Integers(golden.Value);
            var plan = new PhasePlan
            {
                Classes = expected.Length,
                FirstPhase = expected.Length,
                ClassesPerPhase = 1,
                ClassOrderSeed = long.Parse(name.Groups["seed"].Value),
            };
            var sequence = new ClassSequence(plan, int.Parse(name.Groups["n"].Value));
            CollectionAssert.AreEqual(expected, sequence.Order.ToArray(), golden.Name);
            for (var label = 0; label < expected.Length; label++)
            {
                Assert.AreEqual(expected[label], sequence.ClassOf(label), golden.Name);
                Assert.AreEqual(label, sequence.LabelOf(expected[label]), golden.Name);
            }
            count++;
        }
        Assert.IsGreaterThan(0, count);
    }

    [TestMethod]
    public void ParityOfPhaseSizes()
    {
        var count = 0;
        foreach (var golden in Golden.Json(Info).GetProperty("increments").EnumerateObject())
        {
            var name = PlanName().Match(golden.Name);
            Assert.IsTrue(name.Success, golden.Name);
            int Number(string group) => int.Parse(name.Groups[group].Value);
            var plan = new PhasePlan { Classes = Number("n"), FirstPhase = Number("first"), ClassesPerPhase = Number("later") };
            var expected = Integers(golden.Value);
            var phases = new ClassSequence(plan, Number("n")).Phases;
            CollectionAssert.AreEqual(expected, phases.Select(phase => phase.NewClassCount).ToArray(), golden.Name);
            for (var i = 0; i < phases.Count; i++)
            {
                Assert.AreEqual(i, phases[i].Index, golden.Name);
                Assert.AreEqual(expected[..i].Sum(), phases[i].KnownClassCount, golden.Name);
            }
            Assert.AreEqual(plan.Classes, phases[^1].SeenClassCount, golden.Name);
            count++;
        }
        Assert.IsGreaterThan(0, count);
    }

    [TestMethod]
    public void ParityOfLabels()
    {
        var example = Golden.Json(Info).GetProperty("map_example");
        var sequence = new ClassSequence(Integers(example.GetProperty("order")), []);
        var labels = Integers(example.GetProperty("old")).Select(sequence.LabelOf).ToArray();
        CollectionAssert.AreEqual(Integers(example.GetProperty("new")), labels);
    }

    [TestMethod]
    public void NaturalOrderKeepsTheClasses()
    {
        var plan = new PhasePlan { Classes = 5, FirstPhase = 3, ClassesPerPhase = 2, ClassOrder = ClassOrder.Natural };
        var sequence = new ClassSequence(plan, 5);
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 3, 4 }, sequence.Order.ToArray());
        Assert.AreEqual(3, sequence.LabelOf(3));
    }

    [TestMethod]
    public void SamplesOfAPhaseAreSortedByLabel()
    {
        var sequence = new ClassSequence([2, 0, 1], [new Phase(0, 0, 1), new Phase(1, 1, 2)]);
        DatasetImage[] images =
        [
            .. new[] { (0, "a"), (0, "b"), (1, "c"), (1, "d"), (2, "e") }.Select(image => new NamedImage(image.Item1, image.Item2)),
        ];
        static string[] Text(IEnumerable<Sample> samples) => [.. samples.Select(sample => $"{sample.Image.Name}{sample.Label}")];
        CollectionAssert.AreEqual(new[] { "e0" }, Text(sequence.NewIn(sequence.Phases[0], images)));
        CollectionAssert.AreEqual(new[] { "a1", "b1", "c2", "d2" }, Text(sequence.NewIn(sequence.Phases[1], images)));
        CollectionAssert.AreEqual(new[] { "e0", "a1", "b1", "c2", "d2" }, Text(sequence.SeenBy(sequence.Phases[1], images)));
        Assert.IsEmpty(sequence.NewIn(new Phase(2, 3, 0), images));
    }

    [TestMethod]
    public void AnotherNumberOfClassesIsRefused()
    {
        var plan = new PhasePlan { Classes = 10, FirstPhase = 4, ClassesPerPhase = 2 };
        var error = Assert.ThrowsExactly<ConfigurationException>(() => new ClassSequence(plan, 8));
        Assert.StartsWith("phases.classes is 10, but the dataset has 8 classes", error.Message);
        Assert.Contains("Set phases.classes to 8", error.Message);
    }

    private static int[] Integers(JsonElement list) => [.. list.EnumerateArray().Select(element => element.GetInt32())];

    [GeneratedRegex(@"^seed(?<seed>\d+)_n(?<n>\d+)$")]
    private static partial Regex OrderName();

    [GeneratedRegex(@"^n(?<n>\d+)_init(?<first>\d+)_inc(?<later>\d+)$")]
    private static partial Regex PlanName();

    private sealed class NamedImage(int datasetClass, string name) : DatasetImage
    {
        public override string Name => name;

        public override int Class => datasetClass;

        public override void LoadInto(RgbImage image) => image.Reshape(1, 1);
    }
}
