using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Masking;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace CimCil.Onnx;

/// <summary>Boxes and features of images that an application holds in memory; they are brought to the model's size as those of files are.</summary>
public static class MaskSessionImages
{
    /// <summary>Finds the box of each image.</summary>
    /// <param name="session">A session of heatmaps, and of logits where the classes are predicted.</param>
    /// <param name="images">Images of any size; they stay the caller's.</param>
    /// <param name="labels">The class of each image; null for the one that the model predicts.</param>
    /// <param name="threshold">tau, in [0, 1]; null for the model's.</param>
    /// <param name="workerCount">Threads that resize images, at least 1.</param>
    /// <exception cref="DataException">There is another number of labels than images, or a label that is no class of the model.</exception>
    /// <exception cref="ConfigurationException">The session lacks an output, or the model predicts classes itself and they are given.</exception>
    /// <exception cref="CimCilException">The device fails.</exception>
    /// <exception cref="ArgumentException">An image is null, or tau or the number of threads out of its range.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the session.</exception>
    /// <exception cref="ObjectDisposedException">The session or an image is disposed.</exception>
    public static IReadOnlyList<ImageBox> BoxesOf(
        this MaskSession session, IReadOnlyList<Image<Rgb24>> images, IReadOnlyList<int>? labels = null, double? threshold = null, int workerCount = 1)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(images);
        if (threshold is not (null or (>= 0 and <= 1)))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "tau is from 0 to 1.");
        var model = session.Model;
        Require(session, labels is null ? MaskOutputs.Heatmap | MaskOutputs.Logits : MaskOutputs.Heatmap);
        if (labels is not null && model.Labels == ModelLabels.Predicted)
            throw new ConfigurationException($"{model.Path} draws heatmaps of the class that it predicts, and the classes are given. Give none, or export a model without --label predicted.");
        if (labels is not null && labels.Count != images.Count)
            throw new DataException($"There are {images.Count} images and {labels.Count} labels: each image has one. Give as many, or none where the model is to predict them.");
        var boxes = new ImageBox[images.Count];
        foreach (var batch in Load(session, images, labels, MaskPipelines.ForBoxes(model.Info), workerCount))
        {
            using var disposal = batch;
            var ofBatch = batch.Labels.ToArray();
            var result = session.Run(batch.Pixels, ofBatch);
            if (labels is null)
            {
                ofBatch = [.. Enumerable.Range(0, batch.Count).Select(i => (long)result.PredictedOf(i))];
                // A model that takes classes has drawn the heatmaps of the first one.
                if (model.Labels == ModelLabels.Given)
                    result = session.Run(batch.Pixels, ofBatch);
            }
            for (var i = 0; i < batch.Count; i++)
            {
                var (height, width) = batch.Sizes[i];
                var heatmap = result.HeatmapOf(i);
                var box = HeatmapBox.Find(heatmap, model.HeatmapSide, model.HeatmapSide, height, width, threshold ?? model.Info.Threshold);
                boxes[batch.Indices[i]] = new ImageBox(box, (int)ofBatch[i], HeatmapBox.IsFlat(heatmap));
            }
        }
        return boxes;
    }

    /// <summary>The features of each image, which herding compares; those that count are of images as they will be replayed (<see cref="ImageSharpExtensions.Compressed"/>).</summary>
    /// <param name="session">A session of features.</param>
    /// <param name="images">Images of any size; they stay the caller's.</param>
    /// <param name="workerCount">Threads that resize images, at least 1.</param>
    /// <returns>A vector of length D per image.</returns>
    /// <exception cref="ConfigurationException">The session lacks the output.</exception>
    /// <exception cref="CimCilException">The device fails.</exception>
    /// <exception cref="ArgumentException">An image is null, or the number of threads below 1.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the session.</exception>
    /// <exception cref="ObjectDisposedException">The session or an image is disposed.</exception>
    public static IReadOnlyList<float[]> FeaturesOf(this MaskSession session, IReadOnlyList<Image<Rgb24>> images, int workerCount = 1)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(images);
        Require(session, MaskOutputs.Features);
        var features = new float[images.Count][];
        foreach (var batch in Load(session, images, null, MaskPipelines.ForFeatures(session.Model.Info), workerCount))
        {
            using var disposal = batch;
            var result = session.Run(batch.Pixels, batch.Labels);
            for (var i = 0; i < batch.Count; i++)
                features[batch.Indices[i]] = result.FeaturesOf(i).ToArray();
        }
        return features;
    }

    private static IEnumerable<Batch> Load(MaskSession session, IReadOnlyList<Image<Rgb24>> images, IReadOnlyList<int>? labels, ImagePipeline pipeline, int workerCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workerCount);
        if (images.Any(image => image is null))
            throw new ArgumentException($"Image {images.TakeWhile(image => image is not null).Count()} of {images.Count} is null: every image has pixels.", nameof(images));
        if (images.Count == 0)
            return [];
        Sample[] samples = [.. images.Select((image, i) => new Sample(new MemoryImage(image, $"image {i}"), labels?[i] ?? 0))];
        // No chance is involved, and there is nothing to decode.
        var loading = new Loading(new RandomStreams(0), workerCount, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None);
        return loading.InOrder(samples, pipeline, session.BatchSize);
    }

    private static void Require(MaskSession session, MaskOutputs outputs)
    {
        if ((session.Outputs & outputs) != outputs)
            throw new ConfigurationException($"The session gives {session.Outputs}, and this needs {outputs}: start it with these outputs.");
    }
}
