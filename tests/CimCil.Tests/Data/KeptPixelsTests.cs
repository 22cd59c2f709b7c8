using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Tests.Data;

[TestClass]
public sealed class KeptPixelsTests
{
    [TestMethod]
    public void AnImageIsLoadedOnceAndIsTheSameEachTime()
    {
        var loads = 0;
        var image = new TestImage(3, () => loads++);
        var kept = new KeptPixels(1 << 20).Of([new Sample(image, 5, Box.Whole(2, 2))])[0];
        for (var i = 0; i < 3; i++)
            ImageAssert.AreEqual(image.Load(), kept.Image.Load(), "pixels");
        Assert.AreEqual(1 + 3, loads, "three by the image itself, one by its keeper");
        Assert.AreEqual((5, Box.Whole(2, 2), image.Name), (kept.Label, kept.Box!.Value, kept.Image.Name));
    }

    [TestMethod]
    public void WhatIsKeptIsNotWhatAReaderMayChange()
    {
        var kept = new KeptPixels(1 << 20).Of([new Sample(new TestImage(3), 0)])[0].Image;
        var (first, again) = (kept.Load(), kept.Load());
        first.Pixels.Clear();
        again.Pixels.Clear();
        ImageAssert.AreEqual(new TestImage(3).Load(), kept.Load(), "pixels");
    }

    [TestMethod]
    public void BeyondTheBoundImagesAreLoadedAgain()
    {
        int[] loads = [0, 0, 0];
        var images = loads.Select((_, i) => new TestImage(7 * i, () => loads[i]++)).ToArray();
        var keeper = new KeptPixels((2 * 40 * 50 * 3) + 1);
        // All are of one size, if not of one width: 40 x 50, 40 x 52, 40 x 54.
        var kept = keeper.Of([.. images.Select(image => new Sample(image, 0))]);
        for (var i = 0; i < 3; i++)
        {
            foreach (var sample in kept)
                sample.Image.Load();
        }
        CollectionAssert.AreEqual(new[] { 1, 3, 3 }, loads, "the second has a few bytes too many, and the third too");
    }

    [TestMethod]
    public void AFailureIsNotKept()
    {
        var mended = false;
        var kept = new KeptPixels(1 << 20).Of([new Sample(new TestImage(1, () => _ = mended ? 0 : throw new DataException("not yet")), 0)])[0].Image;
        Assert.ThrowsExactly<DataException>(() => kept.Load());
        mended = true;
        ImageAssert.AreEqual(new TestImage(1).Load(), kept.Load(), "pixels");
    }

    [TestMethod]
    public void SeveralThreadsKeepOneImageOnce()
    {
        var keeper = new KeptPixels(2 * 41 * 51 * 3);
        var loads = 0;
        var samples = keeper.Of([new Sample(new TestImage(1, () => Interlocked.Increment(ref loads)), 0), new Sample(new TestImage(1, () => Interlocked.Increment(ref loads)), 0)]);
        Parallel.For(0, 64, i => samples[i % 2].Image.Load());
        foreach (var sample in samples)
            sample.Image.Load();
        var before = loads;
        foreach (var sample in samples)
            ImageAssert.AreEqual(new TestImage(1).Load(), sample.Image.Load(), "pixels");
        Assert.AreEqual(before, loads, "both fit, so neither bound nor race has lost one");
    }
}
