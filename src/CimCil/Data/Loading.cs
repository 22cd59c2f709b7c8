using CimCil.Foundation;

namespace CimCil.Data;

/// <summary>How a run loads images: the same for training, boxes, features and evaluation.</summary>
/// <param name="Streams">Where chance comes from.</param>
/// <param name="WorkerCount">Threads that decode and augment, at least 1.</param>
/// <param name="CorruptImages">What happens to images that cannot be decoded.</param>
/// <param name="Cancellation">Stops the run between two batches.</param>
public sealed record Loading(RandomStreams Streams, int WorkerCount, CorruptImageLog CorruptImages, CancellationToken Cancellation)
{
    /// <summary>A loader over <paramref name="samples"/>.</summary>
    internal BatchLoader Loader(IReadOnlyList<Sample> samples, ImagePipeline pipeline, int batchSize) =>
        new(samples, pipeline, batchSize, WorkerCount, CorruptImages);

    /// <summary>The samples once, in their order, without chance.</summary>
    public IEnumerable<Batch> InOrder(IReadOnlyList<Sample> samples, ImagePipeline pipeline, int batchSize) =>
        Loader(samples, pipeline, batchSize).Epoch(Streams, "in order", phase: 0, epoch: 0, SampleOrder.Sequential, cancellation: Cancellation);
}
