using System.Collections.Concurrent;
using CimCil.Foundation;

namespace CimCil.Data;

/// <summary>
/// Decodes, compresses and transforms samples on worker threads and hands them out in batches, in order. Whatever the number of
/// workers, the batches are the same bit for bit: every sample draws from a stream of its own. Memory is reused from batch to
/// batch and epoch to epoch.
/// </summary>
internal sealed class BatchLoader
{
    private readonly IReadOnlyList<Sample> _samples;
    private readonly ImagePipeline _pipeline;
    private readonly int _batchSize;
    private readonly int _workerCount;
    private readonly CorruptImageLog _log;
    private readonly ConcurrentBag<BatchBuffers> _freeBuffers = [];
    private readonly ConcurrentBag<ImageScratch> _freeScratch = [];

    /// <summary>Creates a loader.</summary>
    /// <param name="samples">What is loaded; must not change while an epoch runs.</param>
    /// <param name="pipeline">The transform.</param>
    /// <param name="batchSize">Images per batch; the last batch of an epoch holds the rest, which may be a single image.</param>
    /// <param name="workers">Threads, at least 1.</param>
    /// <param name="log">What happens to corrupt images; one left out makes its batch smaller.</param>
    /// <exception cref="ArgumentOutOfRangeException">The batch size or the number of workers is not positive.</exception>
    /// <exception cref="ConfigurationException">A batch would have more than 2 GiB.</exception>
    public BatchLoader(IReadOnlyList<Sample> samples, ImagePipeline pipeline, int batchSize, int workers, CorruptImageLog log)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(log);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workers);
        _samples = samples;
        _pipeline = pipeline;
        // A batch larger than the list would only reserve memory.
        _batchSize = Math.Clamp(batchSize, 1, Math.Max(1, samples.Count));
        _workerCount = Math.Min(workers, Math.Max(1, samples.Count));
        _log = log;
        if ((long)_batchSize * pipeline.ByteCount > Array.MaxLength)
            throw new ConfigurationException($"A batch of {_batchSize} images of {pipeline.Side} x {pipeline.Side} pixels has more than 2 GiB: a batch must fit into one array; lower BatchSize.");
    }

    /// <summary>Batches of one epoch, when no image is left out.</summary>
    public int BatchCount => (_samples.Count + _batchSize - 1) / _batchSize;

    /// <summary>
    /// Loads every sample once. Workers start when the enumeration starts and stop when it ends, is abandoned or is cancelled.
    /// Each batch is the caller's to dispose; a few batches are loaded ahead. A batch whose images are all left out is skipped.
    /// </summary>
    /// <param name="streams">Where chance comes from.</param>
    /// <param name="name">What the epoch is for; names its streams.</param>
    /// <param name="phase">Phase index, a coordinate of the streams.</param>
    /// <param name="epoch">Epoch index, a coordinate of the streams.</param>
    /// <param name="order">The order of the samples.</param>
    /// <param name="compressionProbability">The probability that a sample with a box is compressed with it before the transform.</param>
    /// <param name="compressionRatios">How much that compression downsamples; nothing unless given.</param>
    /// <param name="firstBatch">The number of the first batch that is loaded; those before it are passed over, as when an epoch is resumed.</param>
    /// <param name="cancellation">Ends the enumeration early.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not in [0, 1], a ratio is below 1, or the first batch is negative.</exception>
    /// <exception cref="DataException">An image cannot be decoded and the log's policy is to stop (thrown while enumerating).</exception>
    /// <exception cref="OperationCanceledException">The enumeration was cancelled (thrown while enumerating).</exception>
    public IEnumerable<Batch> Epoch(
        RandomStreams streams,
        string name,
        int phase,
        int epoch,
        SampleOrder order,
        double compressionProbability = 0,
        CompressionRatios? compressionRatios = null,
        int firstBatch = 0,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(streams);
        ArgumentNullException.ThrowIfNull(name);
        if (!(compressionProbability is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(compressionProbability), compressionProbability, "A probability is from 0 to 1.");
        var ratios = compressionRatios ?? CompressionRatios.None;
        ratios.Check();
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        var visits = Enumerable.Range(0, _samples.Count).ToArray();
        if (order == SampleOrder.Shuffled)
            streams.For($"{name}.order", phase, epoch).Shuffle<int>(visits);

        void Load(int index, BatchBuffers buffers, int slot, ImageScratch scratch)
        {
            var random = streams.For(name, phase, epoch, index);
            // Drawn for every sample, so that compression changes no other draw.
            var compress = random.NextBool(compressionProbability);
            LoadSample(index, compress ? ratios : null, random, buffers, slot, scratch);
        }

        var passedOver = (int)Math.Min(visits.Length, (long)firstBatch * _batchSize);
        return Enumerate(visits[passedOver..], firstBatch, Load, cancellation);
    }

    private IEnumerable<Batch> Enumerate(int[] visits, int firstBatch, LoadSlot load, CancellationToken cancellation)
    {
        var number = firstBatch;
        using var run = new LoadingRun(visits, _batchSize, _workerCount, load, CreateBuffers, _freeBuffers, _freeScratch, cancellation);
        while (run.Next() is { } buffers)
        {
            CollectionHold.Breathe();
            if (buffers.Count > 0)
                yield return new Batch(buffers, _freeBuffers, _pipeline.Side, _pipeline.Normalization) { Number = number };
            else
                _freeBuffers.Add(buffers);
            number++;
        }
    }

    private BatchBuffers CreateBuffers() => new(_batchSize, _pipeline.ByteCount);

    private void LoadSample(int index, CompressionRatios? ratios, RandomStream random, BatchBuffers buffers, int slot, ImageScratch scratch)
    {
        var sample = _samples[index];
        var image = scratch.Decoded;
        try
        {
            sample.Image.Fill(image);
        }
        catch (DataException failure) when (_log.LeavesOut(sample.Image.Name, failure.Message))
        {
            buffers.LeaveOut(slot);
            return;
        }
        if (sample.Box is { } box && ratios is { } eta)
        {
            BoxCompression.Compress(image, box, eta, scratch.Compressed);
            image = scratch.Compressed;
        }
        _pipeline.Transform(image, random, scratch, buffers.PixelsOf(slot));
        buffers.Describe(slot, index, sample.Label, image.Height, image.Width);
    }
}
