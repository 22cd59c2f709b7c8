using CimCil.Data;
using CimCil.Foundation;
using CimCil.Masking;

namespace CimCil.Onnx;

/// <summary>Finds the boxes of images with a mask model; images are decoded in the background meanwhile.</summary>
internal sealed class ImageMasker : IDisposable
{
    private readonly MaskModel _model;
    private readonly MaskSession _heatmaps;
    private readonly MaskSession? _classes;
    private readonly Loading _loading;
    private readonly double _threshold;
    private readonly bool _predicts;

    /// <summary>Starts the sessions that are needed.</summary>
    /// <param name="model">The model.</param>
    /// <param name="labels">Where the images' classes come from.</param>
    /// <param name="threshold">tau, in [0, 1].</param>
    /// <param name="options">How to run the model.</param>
    /// <param name="loading">How images are loaded.</param>
    /// <param name="log">Takes messages about the provider.</param>
    /// <exception cref="ConfigurationException">The provider does not work here, or the model chooses classes itself and they are given.</exception>
    public ImageMasker(MaskModel model, LabelSource labels, double threshold, MaskSessionOptions options, Loading loading, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(log);
        (_model, _loading, _threshold) = (model, loading, threshold);
        _predicts = labels.Kind == LabelSourceKind.Predicted;
        if (model.Labels == ModelLabels.Predicted && !_predicts)
            throw new ConfigurationException($"{model.Path} draws heatmaps of the class that it predicts, and the classes are given ({labels}). Use --labels predicted, or export a model without --label predicted.");
        var isOneStep = _predicts && model.Labels == ModelLabels.Predicted;
        _heatmaps = MaskSession.Start(model, isOneStep ? MaskOutputs.Heatmap | MaskOutputs.Logits : MaskOutputs.Heatmap, options, log);
        // The provider has been reported.
        _classes = _predicts && !isOneStep ? MaskSession.Start(model, MaskOutputs.Logits, options, _ => { }) : null;
    }

    /// <summary>Finds boxes, in the order of the images. Images that the loading leaves out as corrupt are missing.</summary>
    /// <exception cref="DataException">An image cannot be decoded.</exception>
    /// <exception cref="CimCilException">The device fails.</exception>
    /// <exception cref="OperationCanceledException">The loading was cancelled.</exception>
    public IEnumerable<IReadOnlyList<MaskedImage>> Find(IReadOnlyList<(ImageFile Image, int? Label)> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        Sample[] samples = [.. images.Select(entry => new Sample(entry.Image, entry.Label ?? 0))];
        foreach (var batch in _loading.InOrder(samples, MaskPipelines.ForBoxes(_model.Info), _heatmaps.BatchSize))
        {
            using (batch)
                yield return Find(batch, images);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _heatmaps.Dispose();
        _classes?.Dispose();
    }

    private MaskedImage[] Find(Batch batch, IReadOnlyList<(ImageFile Image, int? Label)> images)
    {
        var labels = batch.Labels.ToArray();
        if (_classes?.Run(batch.Pixels, []) is { } predictions)
            labels = PredictedBy(predictions);
        var result = _heatmaps.Run(batch.Pixels, labels);
        if (_predicts && _classes is null)
            labels = PredictedBy(result);
        var masked = new MaskedImage[batch.Count];
        for (var i = 0; i < masked.Length; i++)
        {
            var (height, width) = batch.Sizes[i];
            var heatmap = result.HeatmapOf(i);
            var box = HeatmapBox.Find(heatmap, _model.HeatmapSide, _model.HeatmapSide, height, width, _threshold);
            masked[i] = new MaskedImage(images[batch.Indices[i]].Image, (int)labels[i], height, width, box, HeatmapBox.IsFlat(heatmap));
        }
        return masked;
    }

    private static long[] PredictedBy(MaskResult result) => [.. Enumerable.Range(0, result.Count).Select(i => (long)result.PredictedOf(i))];
}
