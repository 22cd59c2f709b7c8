using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using CsCheck;

namespace CimCil.Tests.Exemplars;

/// <summary>Entries come out as they were packed, and take little memory.</summary>
[TestClass]
public sealed class PackedEntriesTests
{
    private static readonly PixelCodec?[] Codecs = [null, PixelCodec.WebPLossless, PixelCodec.Png, PixelCodec.Jpeg(1), PixelCodec.WebP(100), PixelCodec.Original];
    private static readonly string[] Names = ["", "a", "ä/猫.jpg", "train/n01440764/n01440764_10026.JPEG", new string('x', 300)];
    private static readonly int[] Numbers = [0, 1, 127, 128, 65536, int.MaxValue, -1, int.MinValue];

    [TestMethod]
    public void EveryEntryComesOutAsItWasPacked() => Gen.Select(Gen.ULong, Gen.Int[0, 70]).Sample((seed, count) =>
    {
        var random = new RandomStream(seed);
        var entries = Enumerable.Range(0, count).Select(_ => Entry(random)).ToArray();
        var packed = PackedEntries.Of(entries);
        Assert.HasCount(count, packed);
        CollectionAssert.AreEqual(entries, packed.ToArray());
        CollectionAssert.AreEqual(entries, Enumerable.Range(0, count).Select(i => packed[i]).ToArray());
        CollectionAssert.AreEqual(entries.Select(entry => entry.Label).ToArray(), packed.Labels().ToArray());
        var (start, length) = (random.NextInt(count + 1), 0);
        length = random.NextInt(count - start + 1);
        CollectionAssert.AreEqual(entries[start..(start + length)], packed.Range(start, length).ToArray());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => packed[count]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => packed[-1]);
    }, iter: 300, threads: 1);

    [TestMethod]
    public void OrderIsByLabelAndRank() => Gen.Select(Gen.ULong, Gen.Int[0, 70]).Sample((seed, count) =>
    {
        var random = new RandomStream(seed);
        var entries = Enumerable.Range(0, count).Select(i => Plain(i + 1, i % 5, i / 5)).ToArray();
        random.Shuffle<ExemplarEntry>(entries);
        CollectionAssert.AreEqual(entries.OrderBy(entry => entry.Label).ThenBy(entry => entry.Rank).ToArray(), PackedEntries.InOrder(entries).ToArray());
    }, iter: 100, threads: 1);

    [TestMethod]
    public void AMemoryOf200000ExemplarsIsHeldInAFewMegabytes()
    {
        const int Count = 200_000;
        var entries = Enumerable.Range(0, Count).Select(i => Plain(i + 1, i / 200, i % 200));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var snapshot = new ExemplarSnapshot(entries, [], 0, null!);
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.HasCount(Count, snapshot.Images);
        Assert.IsLessThan(40.0, held / (double)Count, $"{held} bytes");
    }

    /// <summary>An entry as a store has them.</summary>
    private static ExemplarEntry Plain(long id, int label, int rank) => new()
    {
        Id = id,
        Label = label,
        ClassName = $"class {label}",
        Rank = rank,
        Phase = label / 10,
        Source = FormattableString.Invariant($"train/n{label:00000000}/n{label:00000000}_{id * 7919 % 20000}.JPEG"),
        Height = 375,
        Width = 500,
        Box = new Box(20, 300, 130, 480),
        Ratio = 4,
        Cost = BoxCompression.Cost(new Box(20, 300, 130, 480), 375, 500, 4),
        ForegroundCodec = PixelCodec.WebPLossless,
        BackgroundCodec = PixelCodec.WebPLossless,
        ByteCount = 100_000 + id,
        PixelChecksum = id * 0x5851F42D4C957F2D,
    };

    /// <summary>An entry of values that no store should have, but a damaged one may.</summary>
    private static ExemplarEntry Entry(RandomStream random)
    {
        int Number() => random.NextBool(0.5) ? random.NextInt(300) : Numbers[random.NextInt(Numbers.Length)];
        var box = new Box(Number(), Number(), Number(), Number());
        var (height, width, ratio) = (Number(), Number(), random.NextBool(0.8) ? 1 + random.NextInt(9) : double.PositiveInfinity);
        return new ExemplarEntry
        {
            Id = random.NextBool(0.9) ? random.NextInt(1000) : long.MinValue + Number(),
            Label = Number(),
            ClassName = Names[random.NextInt(Names.Length)],
            Rank = Number(),
            Phase = Number(),
            Source = Names[random.NextInt(Names.Length)] + (random.NextBool(0.5) ? Names[random.NextInt(Names.Length)] : ""),
            Height = height,
            Width = width,
            Box = box,
            Ratio = ratio,
            Cost = double.IsFinite(ratio) && random.NextBool(0.7) ? BoxCompression.Cost(box, height, width, ratio) : random.NextNormal(),
            ForegroundCodec = Codecs[random.NextInt(Codecs.Length)],
            BackgroundCodec = Codecs[random.NextInt(Codecs.Length)],
            ByteCount = random.NextBool(0.9) ? Math.Abs((long)Number()) : long.MaxValue,
            PixelChecksum = random.NextBool(0.5) ? -Number() : long.MaxValue,
        };
    }
}
