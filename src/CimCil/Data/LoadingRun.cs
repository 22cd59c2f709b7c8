using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace CimCil.Data;

/// <summary>Loads one sample into one slot of a batch, on a worker's thread.</summary>
internal delegate void LoadSlot(int index, BatchBuffers buffers, int slot, ImageScratch scratch);

/// <summary>
/// The worker threads of one epoch. Workers take single samples in order, so all of them work on the batch that is needed
/// next; a bounded queue holds the batches in flight in their order, and the consumer takes its head once it is complete.
/// (A channel per worker would need whole batches as its items, and the first batch would wait for one thread alone.)
/// </summary>
internal sealed class LoadingRun : IDisposable
{
    private readonly int[] _visits;
    private readonly int _batchSize;
    private readonly LoadSlot _load;
    private readonly ConcurrentBag<BatchBuffers> _freeBuffers;
    private readonly ConcurrentBag<ImageScratch> _freeScratch;
    private readonly Func<BatchBuffers> _createBuffers;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _registration;
    private readonly Thread[] _workers;
    private readonly int _capacity;

    // Everything below is read and changed under the gate only.
    private readonly object _gate = new();
    private readonly Queue<BatchBuffers> _inFlight = new();
    private BatchBuffers? _open;
    private int _nextVisit;
    private bool _opensNoMore;
    private bool _stopped;
    private Exception? _breakdown;

    public LoadingRun(
        int[] visits,
        int batchSize,
        int workerCount,
        LoadSlot load,
        Func<BatchBuffers> createBuffers,
        ConcurrentBag<BatchBuffers> freeBuffers,
        ConcurrentBag<ImageScratch> freeScratch,
        CancellationToken cancellation)
    {
        (_visits, _batchSize, _load, _cancellation) = (visits, batchSize, load, cancellation);
        (_createBuffers, _freeBuffers, _freeScratch) = (createBuffers, freeBuffers, freeScratch);
        // One batch to hand out, one to fill, and enough of them that every worker finds a sample.
        _capacity = 2 + ((workerCount + batchSize - 1) / batchSize);
        _registration = cancellation.UnsafeRegister(static run => ((LoadingRun)run!).WakeAll(), this);
        _workers = new Thread[workerCount];
        for (var i = 0; i < workerCount; i++)
        {
            _workers[i] = new Thread(Work) { IsBackground = true, Name = $"image loader {i}" };
            _workers[i].Start();
        }
    }

    /// <summary>Waits for the next batch in order; null at the end of the epoch.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public BatchBuffers? Next()
    {
        var buffers = WaitForHead();
        if (buffers?.Failure is { } failure)
        {
            _freeBuffers.Add(buffers);
            ExceptionDispatchInfo.Throw(failure);
        }
        buffers?.Close();
        return buffers;
    }

    /// <summary>Stops the workers, waits for them and takes back what was not delivered.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }
        foreach (var worker in _workers)
            worker.Join();
        _registration.Dispose();
        while (_inFlight.TryDequeue(out var buffers))
            _freeBuffers.Add(buffers);
    }

    private BatchBuffers? WaitForHead()
    {
        lock (_gate)
        {
            while (true)
            {
                _cancellation.ThrowIfCancellationRequested();
                if (_breakdown is not null)
                    ExceptionDispatchInfo.Throw(_breakdown);
                if (_inFlight.TryPeek(out var head) && head.UnfinishedCount == 0)
                {
                    Monitor.PulseAll(_gate);
                    return _inFlight.Dequeue();
                }
                if (_inFlight.Count == 0 && _nextVisit == _visits.Length)
                    return null;
                Monitor.Wait(_gate);
            }
        }
    }

    private void Work()
    {
        if (!_freeScratch.TryTake(out var scratch))
            scratch = new ImageScratch();
        try
        {
            while (TakeSlot() is { } taken)
                Fill(taken.Buffers, taken.Slot, taken.Index, scratch);
        }
        catch (Exception failure)
        {
            // Nothing but memory can fail outside a slot; the consumer must hear of it all the same.
            lock (_gate)
            {
                _breakdown ??= failure;
                Monitor.PulseAll(_gate);
            }
        }
        finally
        {
            _freeScratch.Add(scratch);
        }
    }

    private (BatchBuffers Buffers, int Slot, int Index)? TakeSlot()
    {
        lock (_gate)
        {
            while (true)
            {
                if (_stopped || _cancellation.IsCancellationRequested || _nextVisit == _visits.Length)
                    return null;
                var slot = _nextVisit % _batchSize;
                if (slot == 0 && _opensNoMore)
                    return null;
                if (slot != 0 || _inFlight.Count < _capacity)
                {
                    if (slot == 0)
                        OpenBatch();
                    return (_open!, slot, _visits[_nextVisit++]);
                }
                Monitor.Wait(_gate);
            }
        }
    }

    private void OpenBatch()
    {
        _open = _freeBuffers.TryTake(out var free) ? free : _createBuffers();
        _open.Open(Math.Min(_batchSize, _visits.Length - _nextVisit));
        _inFlight.Enqueue(_open);
    }

    private void Fill(BatchBuffers buffers, int slot, int index, ImageScratch scratch)
    {
        Exception? failure = null;
        try
        {
            _load(index, buffers, slot, scratch);
        }
        catch (Exception caught)
        {
            failure = caught;
        }
        lock (_gate)
        {
            if (failure is not null)
            {
                buffers.Fail(slot, failure);
                _opensNoMore = true;
            }
            if (--buffers.UnfinishedCount == 0)
                Monitor.PulseAll(_gate);
        }
    }

    private void WakeAll()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
