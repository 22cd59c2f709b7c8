using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Training;

/// <summary>Shuffled batches of an epoch's mask steps, without end: a pass that is too short is followed by another (decision 18).</summary>
/// <param name="startPass">Starts a pass at a batch.</param>
/// <param name="phase">The phase, for messages.</param>
internal sealed class MaskBatches(Func<int, int, IEnumerable<Batch>> startPass, int phase) : IDisposable
{
    private IEnumerator<Batch>? _batches;
    private bool _isEmpty = true;

    /// <summary>The pass that the next batch is of.</summary>
    public int Pass { get; private set; }

    /// <summary>The number of the next batch in its pass.</summary>
    public int NextBatch { get; private set; }

    /// <summary>Goes on at another place than the start.</summary>
    public void MoveTo(int pass, int nextBatch) => (Pass, NextBatch, _isEmpty) = (pass, nextBatch, nextBatch == 0);

    /// <summary>The next batch; the caller's to dispose.</summary>
    /// <exception cref="DataException">A whole pass has no image that can be decoded.</exception>
    public Batch Next()
    {
        while (true)
        {
            _batches ??= startPass(Pass, NextBatch).GetEnumerator();
            if (_batches.MoveNext())
            {
                _isEmpty = false;
                NextBatch = _batches.Current.Number + 1;
                return _batches.Current;
            }
            if (_isEmpty)
                throw new DataException($"No image of phase {phase} could be decoded for the mask steps: a phase needs at least one. Mend its files.");
            Dispose();
            (Pass, NextBatch, _isEmpty) = (Pass + 1, 0, true);
        }
    }

    public void Dispose()
    {
        _batches?.Dispose();
        _batches = null;
    }
}
