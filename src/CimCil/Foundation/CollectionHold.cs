using System.Runtime;

namespace CimCil.Foundation;

/// <summary>
/// Keeps the garbage collector out of native calls. TorchSharp hands the native pointer of a temporary scalar (as in
/// <c>x * 0.5</c>) to libtorch without keeping the scalar alive, so a collection at that moment may free it while it is read.
/// While the hold lasts, collections happen only where <see cref="Breathe"/> is called: between two batches, when no such
/// call is under way.
/// </summary>
internal sealed class CollectionHold : IDisposable
{
    /// <summary>What may be allocated without a collection; one is made when half of it is used.</summary>
    private const long Allowance = 128L << 20;

    private static CollectionHold? _current;
    private long _allocatedAtStart;

    private CollectionHold() => Hold();

    /// <summary>Starts the hold; there is one for the whole process.</summary>
    /// <exception cref="InvalidOperationException">It has been started already.</exception>
    public static CollectionHold Start()
    {
        if (_current is not null)
            throw new InvalidOperationException("The collection hold is taken: one run at a time in a process. Start another process for another run.");
        return _current = new CollectionHold();
    }

    /// <summary>Lets the collector work when enough has been allocated; does nothing without a hold.</summary>
    public static void Breathe()
    {
        if (_current is { } hold && GC.GetTotalAllocatedBytes() - hold._allocatedAtStart > Allowance / 2)
        {
            Release();
            hold.Hold();
        }
    }

    /// <summary>Ends the hold.</summary>
    public void Dispose()
    {
        Release();
        _current = null;
    }

    private void Hold()
    {
        // Starting a hold collects nothing where the allowance can be had without: garbage would grow as long as a run goes, and with it what
        // waits for finalizers, which hold native memory. They run here, while nothing native does.
        if (GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.TryStartNoGCRegion(Allowance);
        }
        _allocatedAtStart = GC.GetTotalAllocatedBytes();
    }

    private static void Release()
    {
        // Allocating more than the allowance ends the region by itself.
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
            GC.EndNoGCRegion();
    }
}
