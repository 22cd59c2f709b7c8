using CimCil.Foundation;
using Microsoft.ML.OnnxRuntime;

namespace CimCil.Onnx;

/// <summary>
/// A mask model, or the part of it that certain outputs need, ready to run on a provider. Steps of the same number of images use
/// the same memory. Not for several threads at once.
/// </summary>
public sealed class MaskSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly MaskOutputs _outputs;
    private readonly MaskSessionOptions _options;
    private readonly Action<string> _log;
    private readonly PixelNormalization _normalization;
    private readonly Dictionary<int, BoundStep> _steps = [];
    private readonly StepSize _step;
    private readonly bool _takesLabels;
    private bool _isDisposed, _isRunning;

    private MaskSession(MaskModel model, MaskOutputs outputs, MaskSessionOptions options, Action<string> log)
    {
        (Model, _outputs, _options, _log) = (model, outputs, options, log);
        (_session, Provider) = ProviderSession.Start(model.BytesFor(outputs), options, log);
        _takesLabels = _session.InputMetadata.ContainsKey(GraphNames.Label);
        _normalization = new PixelNormalization(model.Info.Normalization);
        _step = new StepSize(model.BatchSize ?? options.BatchSize);
    }

    /// <summary>The model.</summary>
    public MaskModel Model { get; }

    /// <summary>The provider that was taken, with its adapter, in words.</summary>
    public string Provider { get; }

    /// <summary>What can be asked of it.</summary>
    public MaskOutputs Outputs => _outputs;

    /// <summary>Images per step; smaller than asked for after the device has run out of memory.</summary>
    public int BatchSize => _step.Value;

    /// <summary>Starts a session.</summary>
    /// <param name="model">The model.</param>
    /// <param name="outputs">What will be asked of it; at least one output.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="log">Takes one message about the provider, and one whenever the batch size is halved.</param>
    /// <exception cref="ConfigurationException">The provider does not work here; the message says why and what to do.</exception>
    public static MaskSession Start(MaskModel model, MaskOutputs outputs, MaskSessionOptions options, Action<string> log)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        ArgumentOutOfRangeException.ThrowIfEqual((int)outputs, (int)MaskOutputs.None, nameof(outputs));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BatchSize);
        if (options.ThreadCount is { } threads)
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads, "options.ThreadCount");
        return new MaskSession(model, outputs, options, log);
    }

    /// <summary>Runs the model on images as bytes.</summary>
    /// <param name="pixels">[N, 3, S, S] with S the model's image side; N at least 1.</param>
    /// <param name="labels">[N], in [0, C); empty where nothing asked for depends on a label.</param>
    /// <exception cref="DataException">Images of another size, another number of labels, or a label that is no class of the model.</exception>
    /// <exception cref="CimCilException">The device fails, or has no memory for a single image.</exception>
    /// <exception cref="InvalidOperationException">Another thread uses the session.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public MaskResult Run(ReadOnlySpan<byte> pixels, ReadOnlySpan<long> labels)
    {
        var count = CountOf(pixels.Length);
        CheckLabels(labels, count);
        using var turn = new Turn(this);
        var result = NewResult(count);
        var area = Model.Info.ImageSide * Model.Info.ImageSide;
        for (var start = 0; start < count;)
        {
            var step = NextStep(count - start);
            var taken = Math.Min(step.Count, count - start);
            _normalization.Apply(pixels.Slice(start * 3 * area, taken * 3 * area), step.Images, area);
            if (TryRun(step, labels, start, taken, result))
                start += taken;
        }
        return result;
    }

    /// <summary>Runs the model on images that are normalised already.</summary>
    /// <param name="images">[N, 3, S, S] float32.</param>
    /// <param name="labels">As for bytes.</param>
    /// <exception cref="DataException">As for bytes.</exception>
    /// <exception cref="CimCilException">As for bytes.</exception>
    /// <exception cref="InvalidOperationException">As for bytes.</exception>
    /// <exception cref="ObjectDisposedException">As for bytes.</exception>
    public MaskResult Run(ReadOnlySpan<float> images, ReadOnlySpan<long> labels)
    {
        var count = CountOf(images.Length);
        CheckLabels(labels, count);
        using var turn = new Turn(this);
        var result = NewResult(count);
        var size = images.Length / count;
        for (var start = 0; start < count;)
        {
            var step = NextStep(count - start);
            var taken = Math.Min(step.Count, count - start);
            images.Slice(start * size, taken * size).CopyTo(step.Images);
            if (TryRun(step, labels, start, taken, result))
                start += taken;
        }
        return result;
    }

    /// <summary>Ends the profile that <see cref="MaskSessionOptions.ProfilePrefix"/> asked for and names its file.</summary>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public string EndProfile()
    {
        RequireAlive();
        return _session.EndProfiling();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        foreach (var step in _steps.Values)
            step.Dispose();
        _session.Dispose();
    }

    /// <summary>The runtime would read freed memory, which ends the process.</summary>
    private void RequireAlive()
    {
        if (_isDisposed)
            throw new ObjectDisposedException(nameof(MaskSession), $"The session of {Model.Path} is disposed. Dispose it after its last use, or start another one.");
    }

    /// <summary>The memory of the next step. A model of a fixed batch size gets that many images, whatever the last ones hold.</summary>
    private BoundStep NextStep(int remaining)
    {
        var count = Model.BatchSize ?? Math.Min(_step.Value, remaining);
        if (!_steps.TryGetValue(count, out var step))
            _steps.Add(count, step = new BoundStep(_session, Model, _outputs, count));
        return step;
    }

    private bool TryRun(BoundStep step, ReadOnlySpan<long> labels, int start, int taken, MaskResult result)
    {
        step.Labels.AsSpan().Clear();
        if (_takesLabels)
            labels.Slice(start, taken).CopyTo(step.Labels);
        try
        {
            _options.BeforeStep?.Invoke(step.Count);
            step.Run();
        }
        catch (Exception failure) when (Model.BatchSize is null && _step.HalveAfter(failure, step.Count))
        {
            _log($"{Provider} has no memory for {step.Count} images at once; going on with {_step.Value}.");
            ForgetLargeSteps();
            return false;
        }
        catch (OnnxRuntimeException failure)
        {
            var fix = MemoryShortage.Is(failure) ? "Its memory does not hold the model: use another --adapter, --provider cpu, or a smaller network." : "Update the GPU's driver, or choose --provider cpu.";
            throw new CimCilException($"{Provider} failed on {step.Count} images: {failure.Message.Split('\n')[0].Trim()} {fix}", failure);
        }
        CopyRows(step.Heatmaps, result.Heatmaps, step.Count, start, taken);
        CopyRows(step.Logits, result.Logits, step.Count, start, taken);
        CopyRows(step.Features, result.Features, step.Count, start, taken);
        return true;
    }

    private void ForgetLargeSteps()
    {
        foreach (var (count, step) in _steps.Where(entry => entry.Key > _step.Value).ToArray())
        {
            step.Dispose();
            _steps.Remove(count);
        }
    }

    private static void CopyRows(float[] from, float[] to, int stepCount, int start, int taken)
    {
        var length = from.Length / stepCount;
        from.AsSpan(0, taken * length).CopyTo(to.AsSpan(start * length));
    }

    private MaskResult NewResult(int count) => new(
        count,
        new float[_outputs.HasFlag(MaskOutputs.Heatmap) ? count * Model.HeatmapSide * Model.HeatmapSide : 0],
        new float[_outputs.HasFlag(MaskOutputs.Logits) ? count * Model.ClassCount : 0],
        new float[_outputs.HasFlag(MaskOutputs.Features) ? count * Model.FeatureCount : 0]);

    private int CountOf(int length)
    {
        var side = Model.Info.ImageSide;
        var size = 3 * side * side;
        return length > 0 && length % size == 0
            ? length / size
            : throw new DataException($"The images have {length} values, but {Model.Path} takes images of 3 x {side} x {side} = {size}: resize them to the model's image side.");
    }

    private void CheckLabels(ReadOnlySpan<long> labels, int count)
    {
        if (!_takesLabels)
            return;
        if (labels.Length != count)
            throw new DataException($"There are {count} images and {labels.Length} labels: heatmaps of {Model.Path} need the label of every image.");
        foreach (var label in labels)
        {
            if (label < 0 || label >= Model.ClassCount)
                throw new DataException($"Label {label} is no class of {Model.Path}: it knows {Model.ClassCount} classes, labels 0 to {Model.ClassCount - 1}.");
        }
    }

    /// <summary>The one run at a time: two would write each other's images and read each other's results.</summary>
    private readonly ref struct Turn
    {
        private readonly MaskSession _session;

        public Turn(MaskSession session)
        {
            session.RequireAlive();
            if (Interlocked.Exchange(ref session._isRunning, true))
                throw new InvalidOperationException($"The session of {session.Model.Path} is in use: one thread at a time runs it. Start a session for each thread, or let them take turns.");
            _session = session;
        }

        public void Dispose() => Volatile.Write(ref _session._isRunning, false);
    }
}
