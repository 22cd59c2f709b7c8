using CimCil.Foundation;
using CimCil.Learners;

namespace CimCil.Tests.Learners;

[TestClass]
public sealed class StageImagesTests
{
    private static readonly RandomStreams Streams = new(3);
    private static readonly int[] New = [.. Enumerable.Repeat(2, 20), .. Enumerable.Repeat(3, 11)];
    private static readonly int[] Old = [0, 0, 0, 1, 1];

    [TestMethod]
    public void AllAndNewOnly()
    {
        var (all, exemplars) = StageImages.All.Choose(New, Old, Streams, 1);
        Assert.AreEqual((31, 5), (all.Count, exemplars.Count));
        var (images, none) = StageImages.NewOnly.Choose(New, Old, Streams, 1);
        Assert.AreEqual((31, 0), (images.Count, none.Count));
    }

    [TestMethod]
    public void BalancedTakesAsManyOfANewClassAsAnOldOneHasInTheMean()
    {
        var (images, exemplars) = StageImages.Balanced.Choose(New, Old, Streams, 1);
        CollectionAssert.AreEqual(new[] { 3, 3 }, images.GroupBy(i => New[i]).Select(group => group.Count()).ToArray(), "5 exemplars of 2 classes, rounded up");
        Assert.HasCount(5, exemplars);
        Assert.HasCount(31, StageImages.Balanced.Choose(New, [], Streams, 0).New, "in phase 0 all images");
    }

    [TestMethod]
    [DataRow(0.1)]
    [DataRow(0.5)]
    [DataRow(0.99)]
    public void WhatIsHeldOutAndTheRestAreAllAndShareNothing(double share)
    {
        int[] single = [.. New, 9];
        var held = StageImages.HeldOut(share).Choose(single, Old, Streams, 2);
        var rest = StageImages.WithoutHeldOut(share).Choose(single, Old, Streams, 2);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, single.Length).ToArray(), held.New.Concat(rest.New).ToArray());
        CollectionAssert.AreEquivalent(Enumerable.Range(0, Old.Length).ToArray(), held.Old.Concat(rest.Old).ToArray());
        foreach (var label in new[] { 2, 3 })
        {
            Assert.IsTrue(held.New.Any(i => single[i] == label), $"some of class {label} are held out");
            Assert.IsTrue(rest.New.Any(i => single[i] == label), $"some of class {label} are trained on");
        }
        Assert.IsTrue(rest.New.Any(i => single[i] == 9), "a class of one image is trained on");
    }

    [TestMethod]
    public void ChanceDependsOnSeedAndPhaseAlone()
    {
        int[] Chosen(long seed, int phase) => [.. StageImages.HeldOut(0.5).Choose(New, Old, new RandomStreams(seed), phase).New];
        CollectionAssert.AreEqual(Chosen(1, 1), Chosen(1, 1));
        CollectionAssert.AreNotEqual(Chosen(1, 1), Chosen(2, 1));
        CollectionAssert.AreNotEqual(Chosen(1, 1), Chosen(1, 2));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => StageImages.HeldOut(1));
    }
}
