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
        const int Steps = 80, PiecesOfAStep = 800, PieceSize = 10_000;
        // Half an allowance and what a step goes beyond it, twice: what waited for its finalizer is there until the collection after that.
        const long Bound = 2 * ((64L << 20) + (PiecesOfAStep * (PieceSize + 256)));
        var (before, most) = (GC.GetTotalMemory(forceFullCollection: true), 0L);
        using var hold = CollectionHold.Start();
        for (var step = 0; step < Steps; step++)
        {
            Litter(PiecesOfAStep, PieceSize);
            CollectionHold.Breathe();
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before);
        }
        Assert.IsLessThan(Bound, most, "of 640 MB that were allocated");
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
