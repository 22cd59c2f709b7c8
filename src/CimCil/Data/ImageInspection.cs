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
    /// Inspects all training and test images in parallel. Where corrupt images are to be skipped they are left out when they are met;
    /// then only so many are inspected that one of each class and part is found which can be used.
    /// </summary>
    /// <param name="dataset">The images.</param>
    /// <param name="policy">What happens to corrupt images.</param>
    /// <param name="workerCount">Threads, at least 1.</param>
    /// <param name="report">Is told how many images of how many have been inspected, on the caller's thread.</param>
    /// <param name="cancellation">Stops the inspection.</param>
    /// <exception cref="DataException">
    /// A class has no image in a part; or an image is missing, truncated or damaged: the first of them in the dataset's order, and where
    /// such images are skipped the first of a class and part that has no other.
    /// </exception>
    public static void Inspect(Dataset dataset, CorruptImagePolicy policy, int workerCount, Action<int, int> report, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workerCount);
        var options = new ParallelOptions { MaxDegreeOfParallelism = workerCount, CancellationToken = cancellation };
        foreach (var (part, list) in new[] { ("training", dataset.Train), ("test", dataset.Test) })
            RequireEveryClass(dataset, part, list, policy, options);
        if (policy != CorruptImagePolicy.Stop)
            return;
        DatasetImage[] images = [.. dataset.Train, .. dataset.Test];
        for (var start = 0; start < images.Length; start += Stride)
        {
            var end = Math.Min(start + Stride, images.Length);
            InspectPart(images, start, end, options);
            report(end, images.Length);
        }
    }

    /// <summary>A class without a usable image would drop out of training or of the accuracy, days later or without a word.</summary>
    private static void RequireEveryClass(Dataset dataset, string part, IReadOnlyList<DatasetImage> images, CorruptImagePolicy policy, ParallelOptions options)
    {
        var byClass = images.ToLookup(image => image.Class);
        var failures = new DataException?[dataset.ClassNames.Count];
        Parallel.For(0, failures.Length, options, datasetClass =>
        {
            foreach (var image in byClass[datasetClass])
            {
                if (policy != CorruptImagePolicy.Skip || Failure(image) is not { } failure)
                {
                    failures[datasetClass] = null;
                    return;
                }
                failures[datasetClass] ??= new DataException(
                    // Such images are left out already.
                    $"Not one of the {part} images of class {dataset.ClassNames[datasetClass]} can be used ({byClass[datasetClass].Count()} in all), and a class needs one at least in each part. The first: {failure.Message.Replace(ImageCodec.Fix, "replace the file", StringComparison.Ordinal)} Mend the images, or leave the class out in both parts.", failure);
            }
            failures[datasetClass] ??= new DataException($"Class {dataset.ClassNames[datasetClass]} has no {part} image: every class needs at least one in each part. Add images, or leave the class out.");
        });
        if (Array.Find(failures, failure => failure is not null) is { } first)
            throw first;
    }

    private static DataException? Failure(DatasetImage image)
    {
        try
        {
            image.Inspect();
            return null;
        }
        catch (DataException failure)
        {
            return failure;
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
