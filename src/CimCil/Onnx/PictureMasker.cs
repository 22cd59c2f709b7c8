using CimCil.Data;
using CimCil.Foundation;
using CimCil.Masking;

namespace CimCil.Onnx;

/// <summary>Finds the boxes of pictures with a mask model; pictures are decoded in the background meanwhile.</summary>
public sealed class PictureMasker : IDisposable
{
    private readonly MaskModel _model;
    private readonly MaskSession _heatmaps;
    private readonly MaskSession? _classes;
    private readonly Loading _loading;
    private readonly double _threshold;
    private readonly bool _predicts;

    /// <summary>Starts the sessions that are needed.</summary>
    /// <param name="model">The model.</param>
    /// <param name="labels">Where the pictures' classes come from.</param>
    /// <param name="threshold">tau, in [0, 1].</param>
    /// <param name="options">How to run the model.</param>
    /// <param name="loading">How pictures are loaded.</param>
    /// <param name="log">Takes messages about the provider.</param>
    /// <exception cref="ConfigurationException">The provider does not work here, or the model chooses classes itself and they are given.</exception>
    public PictureMasker(MaskModel model, LabelSource labels, double threshold, MaskSessionOptions options, Loading loading, Action<string> log)
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

    /// <summary>Finds boxes, in the order of the pictures. Pictures that the loading leaves out as corrupt are missing.</summary>
    /// <exception cref="DataException">A picture cannot be decoded.</exception>
    /// <exception cref="CimCilException">The device fails.</exception>
    /// <exception cref="OperationCanceledException">The loading was cancelled.</exception>
    public IEnumerable<IReadOnlyList<MaskedPicture>> Find(IReadOnlyList<(PictureFile Picture, int? Label)> pictures)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        Sample[] samples = [.. pictures.Select(entry => new Sample(entry.Picture, entry.Label ?? 0))];
        foreach (var batch in _loading.InOrder(samples, MaskPipelines.ForBoxes(_model.Info), _heatmaps.BatchSize))
        {
            using (batch)
                yield return Find(batch, pictures);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _heatmaps.Dispose();
        _classes?.Dispose();
    }

    private MaskedPicture[] Find(Batch batch, IReadOnlyList<(PictureFile Picture, int? Label)> pictures)
    {
        var labels = batch.Labels.ToArray();
        if (_classes?.Run(batch.Pixels, []) is { } predictions)
            labels = PredictedBy(predictions);
        var result = _heatmaps.Run(batch.Pixels, labels);
        if (_predicts && _classes is null)
            labels = PredictedBy(result);
        var masked = new MaskedPicture[batch.Count];
        for (var i = 0; i < masked.Length; i++)
        {
            var (height, width) = batch.Sizes[i];
            var heatmap = result.HeatmapOf(i);
            var box = HeatmapBox.Find(heatmap, _model.HeatmapSide, _model.HeatmapSide, height, width, _threshold);
            masked[i] = new MaskedPicture(pictures[batch.Indices[i]].Picture, (int)labels[i], height, width, box, HeatmapBox.IsFlat(heatmap));
        }
        return masked;
    }

    private static long[] PredictedBy(MaskResult result) => [.. Enumerable.Range(0, result.Count).Select(i => (long)result.PredictedOf(i))];
}
