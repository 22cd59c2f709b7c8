using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Data;

/// <summary>
/// Looks at every image of a dataset before a run begins: days of training should not end at a truncated file that was there
/// from the start.
/// </summary>
internal static class ImageInspection
{
    /// <summary>Images between two reports.</summary>
    private const int Stride = 4096;

    /// <summary>
    /// Inspects all training and test images in parallel. Where corrupt images are to be skipped there is nothing to do: they
    /// are left out when they are met.
    /// </summary>
    /// <param name="dataset">The images.</param>
    /// <param name="policy">What happens to corrupt images.</param>
    /// <param name="workerCount">Threads, at least 1.</param>
    /// <param name="report">Is told how many images of how many have been inspected, on the caller's thread.</param>
    /// <param name="cancellation">Stops the inspection.</param>
    /// <exception cref="DataException">An image is missing, truncated or damaged: the first of them in the dataset's order.</exception>
    public static void Inspect(Dataset dataset, CorruptImagePolicy policy, int workerCount, Action<int, int> report, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workerCount);
        if (policy != CorruptImagePolicy.Stop)
            return;
        DatasetImage[] images = [.. dataset.Train, .. dataset.Test];
        var options = new ParallelOptions { MaxDegreeOfParallelism = workerCount, CancellationToken = cancellation };
        for (var start = 0; start < images.Length; start += Stride)
        {
            var end = Math.Min(start + Stride, images.Length);
            InspectPart(images, start, end, options);
            report(end, images.Length);
        }
    }

    private static void InspectPart(DatasetImage[] images, int start, int end, ParallelOptions options)
    {
        var failures = new DataException?[end - start];
        Parallel.For(start, end, options, (i, loop) =>
        {
            try
            {
                images[i].Inspect();
            }
            catch (DataException failure)
            {
                failures[i - start] = failure;
                // Those before it are still looked at, so that the same file is named however many workers there are.
                loop.Break();
            }
        });
        if (Array.Find(failures, failure => failure is not null) is { } first)
            throw first;
    }
}
