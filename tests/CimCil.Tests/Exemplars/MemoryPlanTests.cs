using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using CsCheck;

namespace CimCil.Tests.Exemplars;

[TestClass]
public sealed class MemoryPlanTests
{
    /// <summary>Whatever the phases, sizes and boxes, every phase stays within the budget, and old classes keep a prefix.</summary>
    [TestMethod]
    public void EveryPhaseStaysWithinTheBudget() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 24], Gen.Bool, Gen.Enum<Fill>()).Sample((seed, amount, perClass, fill) =>
        {
            using var fixture = new StoreFixture();
            using var store = fixture.Create();
            var random = new RandomStream(seed);
            var memory = new MemoryConfig { Budget = perClass ? Budget.ImagesPerClass(amount / 4.0) : Budget.Images(amount), Fill = fill };
            var known = 0;
            for (var index = 0; index < 4; index++)
            {
                var phase = new Phase(index, known, 1 + random.NextInt(3));
                var before = store.Snapshot;
                var after = store.CommitPhase(MemoryPlan.For(memory, phase, before, Candidates(phase, random)));
                known = phase.SeenClassCount;
                var shares = new ClassShares(memory.Budget, memory.Shares, known);
                AssertWithinBudget(after, memory.Budget, shares, known);
                foreach (var label in before.Labels)
                {
                    var old = before.OfClass(label);
                    var kept = after.OfClass(label);
                    CollectionAssert.AreEqual(old.Take(kept.Count).ToArray(), kept.ToArray());
                    if (perClass)
                        Assert.HasCount(old.Count, kept);
                    else
                        Assert.IsTrue(kept.Count == old.Count || kept.Sum(entry => entry.Cost) + old[kept.Count].Cost > shares.Of(label));
                }
            }
        }, iter: 25, threads: 1);

    /// <summary>60 of whole images over 8 classes: 7 each leave 4 over.</summary>
    [TestMethod]
    [DataRow(ShareRemainder.Distributed, 60)]
    [DataRow(ShareRemainder.Dropped, 56)]
    public void WhatATotalLeavesOverGoesToTheFirstClasses(ShareRemainder remainder, int expected)
    {
        using var fixture = new StoreFixture();
        using var store = fixture.Create();
        var memory = new MemoryConfig { Budget = Budget.Images(60), Shares = new EqualShares { Remainder = remainder } };
        foreach (var phase in new[] { new Phase(0, 0, 6), new Phase(1, 6, 2) })
        {
            var candidates = Enumerable.Range(phase.KnownClassCount, phase.NewClassCount).Select(label => new ClassCandidates(
                label, $"class {label}", [.. Enumerable.Range(0, 12).Select(i => CompressedImage.Whole(StoreFixture.Exemplar(label, (ulong)((100 * label) + i), 4).Image.Source))],
                FeatureRows.Of([.. Enumerable.Range(0, 24).Select(i => (float)i)], 12)));
            store.CommitPhase(MemoryPlan.For(memory, phase, store.Snapshot, candidates));
        }
        Assert.HasCount(expected, store.Snapshot.Entries);
        Assert.AreEqual(remainder == ShareRemainder.Distributed ? 8 : 7, store.Snapshot.Phases[^1].Share);
    }

    [TestMethod]
    public void EqualSharesAddUpToTheTotalAndNeverGrow() => Gen.Select(Gen.Int[1, 400], Gen.Int[1, 40]).Sample((quarters, classCount) =>
    {
        var budget = Budget.Images(quarters / 4.0);
        double[] Shares(int count) => [.. Enumerable.Range(0, count).Select(new ClassShares(budget, new EqualShares(), count).Of)];
        var shares = Shares(classCount);
        Assert.AreEqual(budget.Amount, shares.Sum(), 1e-9);
        Assert.IsLessThanOrEqualTo(1.0, shares.Max() - shares.Min());
        Assert.IsTrue(shares.Zip(Shares(classCount + 1)).All(pair => pair.Second <= pair.First));
    });

    [TestMethod]
    public void ExemplarsAreStoredInHerdingOrder()
    {
        using var fixture = new StoreFixture();
        using var store = fixture.Create();
        var phase = new Phase(0, 0, 1);
        var candidates = Candidates(phase, new RandomStream(3)).Single();
        var memory = new MemoryConfig { Budget = Budget.Images(3) };
        var selection = Herding.Select(candidates.Features, [.. candidates.Images.Select(image => image.Cost)], 3, memory.Fill);
        var snapshot = store.CommitPhase(MemoryPlan.For(memory, phase, store.Snapshot, [candidates]));

        CollectionAssert.AreEqual(selection.Order.Select(row => candidates.Images[row].Name).ToArray(), snapshot.Entries.Select(entry => entry.Source).ToArray());
        CollectionAssert.AreEqual(Enumerable.Range(0, selection.Order.Count).ToArray(), snapshot.Entries.Select(entry => entry.Rank).ToArray());
    }

    [TestMethod]
    public void ShareBelowOneImageEmptiesTheMemoryWithoutAnError()
    {
        using var fixture = new StoreFixture();
        using var store = fixture.Create();
        var memory = new MemoryConfig { Budget = Budget.Images(4), Shares = new EqualShares { Remainder = ShareRemainder.Dropped } };
        var random = new RandomStream(1);
        store.CommitPhase(MemoryPlan.For(memory, new Phase(0, 0, 2), store.Snapshot, Candidates(new Phase(0, 0, 2), random)));
        Assert.IsNotEmpty(store.Snapshot.Entries);
        var snapshot = store.CommitPhase(MemoryPlan.For(memory, new Phase(1, 2, 3), store.Snapshot, Candidates(new Phase(1, 2, 3), random)));
        Assert.IsEmpty(snapshot.Entries);
        Assert.AreEqual(0.0, snapshot.Phases[1].Share);
    }

    [TestMethod]
    public void LoweredBudgetPerClassIsAnError()
    {
        using var fixture = new StoreFixture();
        using var store = fixture.Create();
        var random = new RandomStream(1);
        store.CommitPhase(MemoryPlan.For(new MemoryConfig { Budget = Budget.ImagesPerClass(4) }, new Phase(0, 0, 1), store.Snapshot, Candidates(new Phase(0, 0, 1), random)));
        var error = Assert.ThrowsExactly<CimCilException>(() =>
            MemoryPlan.For(new MemoryConfig { Budget = Budget.ImagesPerClass(0.2) }, new Phase(1, 1, 1), store.Snapshot, []));
        StringAssert.Contains(error.Message, "start a new run");
    }

    [TestMethod]
    public void ClassesOfOtherPhasesAreRefused()
    {
        using var fixture = new StoreFixture();
        using var store = fixture.Create();
        var candidates = Candidates(new Phase(0, 0, 1), new RandomStream(1)).Single();
        Assert.ThrowsExactly<ArgumentException>(() => MemoryPlan.For(new MemoryConfig(), new Phase(1, 1, 1), store.Snapshot, [candidates]));
        Assert.ThrowsExactly<ArgumentException>(() => MemoryPlan.For(new MemoryConfig(), new Phase(0, 0, 1), store.Snapshot, [candidates, candidates]));
    }

    private static void AssertWithinBudget(ExemplarSnapshot snapshot, Budget budget, ClassShares shares, int seenClassCount)
    {
        foreach (var usage in snapshot.Usage.Classes)
            Assert.IsLessThanOrEqualTo(shares.Of(usage.Label) + 1e-9, usage.ImageEquivalents);
        Assert.IsEmpty(snapshot.Usage.Classes.Where(usage => usage.ImageEquivalents > snapshot.Phases[^1].Share + 1e-9));
        Assert.IsLessThanOrEqualTo(budget.Total(seenClassCount) + 1e-9, snapshot.Usage.ImageEquivalents);
    }

    /// <summary>Up to a dozen images of each class; the features are noise, made class by class as the planner asks for them.</summary>
    private static IEnumerable<ClassCandidates> Candidates(Phase phase, RandomStream random)
    {
        for (var label = phase.KnownClassCount; label < phase.SeenClassCount; label++)
        {
            var count = 1 + random.NextInt(12);
            NewExemplar[] exemplars = [.. Enumerable.Range(0, count).Select(_ => StoreFixture.Exemplar(label, random.NextBits(), 4))];
            float[] features = [.. Enumerable.Range(0, count * 5).Select(_ => (float)random.NextNormal())];
            yield return new ClassCandidates(label, $"class {label}", [.. exemplars.Select(exemplar => exemplar.Image)], FeatureRows.Of(features, count));
        }
    }
}
