using Microsoft.ML.OnnxRuntime;

namespace CimCil.Onnx;

/// <summary>The memory of a step of a certain number of images, bound to a session's inputs and outputs and used for every such step.</summary>
internal sealed class BoundStep : IDisposable
{
    private readonly List<OrtValue> _values = [];
    private readonly OrtIoBinding _binding;
    private readonly InferenceSession _session;
    private readonly OrtValue _images;
    private readonly OrtValue? _labels;

    /// <summary>Binds memory to a session that was started with the given part of a model.</summary>
    public BoundStep(InferenceSession session, MaskModel model, MaskOutputs outputs, int count)
    {
        _session = session;
        Count = count;
        _binding = session.CreateIoBinding();
        var side = model.Info.ImageSide;
        Images = new float[count * 3 * side * side];
        Labels = new long[count];
        Heatmaps = new float[outputs.HasFlag(MaskOutputs.Heatmap) ? count * model.HeatmapSide * model.HeatmapSide : 0];
        Logits = new float[outputs.HasFlag(MaskOutputs.Logits) ? count * model.ClassCount : 0];
        Features = new float[outputs.HasFlag(MaskOutputs.Features) ? count * model.FeatureCount : 0];

        _images = Value(Images, count, 3, side, side);
        _labels = session.InputMetadata.ContainsKey(GraphNames.Label) ? Value(Labels, count) : null;
        if (Heatmaps.Length > 0)
            _binding.BindOutput(GraphNames.Heatmap, Value(Heatmaps, count, model.HeatmapSide, model.HeatmapSide));
        if (Logits.Length > 0)
            _binding.BindOutput(GraphNames.Logits, Value(Logits, count, model.ClassCount));
        if (Features.Length > 0)
            _binding.BindOutput(GraphNames.Features, Value(Features, count, model.FeatureCount));
    }

    public int Count { get; }

    /// <summary>[count, 3, S, S], normalised.</summary>
    public float[] Images { get; }

    public long[] Labels { get; }

    public float[] Heatmaps { get; }

    public float[] Logits { get; }

    public float[] Features { get; }

    /// <summary>Computes the outputs from what the inputs hold.</summary>
    public void Run()
    {
        using var options = new RunOptions();
        // Binding an input is what copies it to a GPU, so it is bound anew for every step.
        _binding.BindInput(GraphNames.Image, _images);
        if (_labels is not null)
            _binding.BindInput(GraphNames.Label, _labels);
        _binding.SynchronizeBoundInputs();
        _session.RunWithBinding(options, _binding);
        _binding.SynchronizeBoundOutputs();
    }

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _values)
            value.Dispose();
    }

    /// <summary>A tensor over an array, which stays in its place as long as the tensor lives.</summary>
    private OrtValue Value<T>(T[] values, params long[] shape) where T : unmanaged
    {
        var value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, values.AsMemory(), shape);
        _values.Add(value);
        return value;
    }
}
