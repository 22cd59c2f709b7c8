using CimCil.Foundation;

namespace CimCil.Tests.Foundation;

[TestClass]
[DoNotParallelize]
public sealed class CollectionHoldTests
{
    private static int _finalized;

    /// <summary>However long a run goes: its garbage would grow with it, and so would the native memory of what waits for a finalizer.</summary>
    [TestMethod]
    public void GarbageDoesNotGrowWhileTheHoldLasts()
    {
        const int Steps = 40, PiecesOfAStep = 800, PieceSize = 10_000;
        var (before, most) = (GC.GetTotalMemory(forceFullCollection: true), 0L);
        using var hold = CollectionHold.Start();
        for (var step = 0; step < Steps; step++)
        {
            Litter(PiecesOfAStep, PieceSize);
            CollectionHold.Breathe();
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before);
        }
        Assert.IsLessThan(128 << 20, most, "of 320 MB that were allocated");
        Assert.IsGreaterThan(PiecesOfAStep * Steps / 2, _finalized, "finalizers have run");
    }

    private static void Litter(int count, int size)
    {
        for (var i = 0; i < count; i++)
            _ = new Piece(size);
    }

    private sealed class Piece(int size)
    {
        public byte[] Bytes { get; } = new byte[size];

        ~Piece() => Interlocked.Increment(ref _finalized);
    }
}
