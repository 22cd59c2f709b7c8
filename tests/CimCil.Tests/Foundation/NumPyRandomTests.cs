using CimCil.Foundation;

namespace CimCil.Tests.Foundation;

/// <summary>The expected numbers were printed by NumPy 1.24.2 after <c>numpy.random.seed(seed)</c>.</summary>
[TestClass]
public sealed class NumPyRandomTests
{
    [TestMethod]
    [DataRow(0u, new[] { 2357136044u, 2546248239u }, 3043451800u)]
    [DataRow(1u, new[] { 1791095845u, 4282876139u }, 548926898u)]
    [DataRow(1993u, new[] { 431310241u, 1195554489u }, 317119451u)]
    [DataRow(uint.MaxValue, new[] { 419326371u, 479346978u }, 2673539693u)]
    [DataRow(123456789u, new[] { 2288500408u, 4254805660u }, 3871123946u)]
    public void ParityOfTheRawNumbers(uint seed, uint[] first, uint thousandth)
    {
        var random = new NumPyRandom(seed);
        uint[] numbers = [.. Enumerable.Range(0, 1000).Select(_ => random.NextUInt32())];
        CollectionAssert.AreEqual(first, numbers[..2]);
        Assert.AreEqual(thousandth, numbers[^1]);
    }

    [TestMethod]
    [DataRow(0u, new[] { 2, 8, 4, 9, 1, 6, 7, 3, 0, 5 }, new[] { 317, 443, 187, 353, 570 })]
    [DataRow(1u, new[] { 2, 9, 6, 4, 0, 3, 1, 7, 8, 5 }, new[] { 605, 425, 334, 457, 187 })]
    [DataRow(uint.MaxValue, new[] { 6, 9, 5, 1, 8, 0, 7, 4, 2, 3 }, new[] { 667, 192, 203, 327, 224 })]
    [DataRow(123456789u, new[] { 7, 0, 6, 3, 4, 5, 9, 1, 2, 8 }, new[] { 510, 436, 207, 353, 192 })]
    public void ParityOfSuccessivePermutations(uint seed, int[] ofTen, int[] startOfSevenHundred)
    {
        var random = new NumPyRandom(seed);
        CollectionAssert.AreEqual(ofTen, random.Permutation(10));
        CollectionAssert.AreEqual(startOfSevenHundred, random.Permutation(700)[..5]);
    }

    [TestMethod]
    [DataRow(0u, new[] { 993, 859, 298, 553, 672, 971, 27, 231 }, 2569825)]
    [DataRow(1993u, new[] { 54, 7, 894, 512, 126, 337, 988, 11 }, 2558968)]
    [DataRow(uint.MaxValue, new[] { 94, 405, 819, 632, 217, 169, 449, 275 }, 2379870)]
    public void ParityOfDistinctChoices(uint seed, int[] first, int sumByPosition)
    {
        var chosen = new NumPyRandom(seed).ChooseDistinct(1000, 100);
        Assert.HasCount(100, chosen);
        CollectionAssert.AreEqual(first, chosen[..8]);
        Assert.AreEqual(sumByPosition, chosen.Select((value, i) => value * (i + 1)).Sum());
    }

    [TestMethod]
    [DataRow(0u, 31220305069)]
    [DataRow(1993u, 31288706667)]
    [DataRow(uint.MaxValue, 31220964103)]
    public void ParityOfALongShuffle(uint seed, long sumByPosition)
    {
        // 5,000 items take several states of 624 numbers.
        int[] items = [.. Enumerable.Range(0, 5000)];
        new NumPyRandom(seed).Shuffle<int>(items);
        Assert.AreEqual(sumByPosition, items.Select((value, i) => (long)value * (i + 1)).Sum());
    }

    [TestMethod]
    public void NothingToShuffleTakesNothingFromTheStream()
    {
        var random = new NumPyRandom(7);
        Assert.IsEmpty(random.Permutation(0));
        CollectionAssert.AreEqual(new[] { 0 }, random.Permutation(1));
        Assert.AreEqual(new NumPyRandom(7).NextUInt32(), random.NextUInt32());
    }

    [TestMethod]
    public void RefusesToChooseMoreThanThereIs()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new NumPyRandom(1).ChooseDistinct(3, 4));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new NumPyRandom(1).ChooseDistinct(3, -1));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new NumPyRandom(1).Permutation(-1));
    }
}
