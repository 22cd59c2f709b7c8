using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using CimCil.Masking;
using CimCil.Networks;
using CimCil.PyBridge;
using static TorchSharp.torch;

namespace CimCil.Galleries;

/// <summary>
/// The heatmaps that the boxes of a run came from, made again from the weights that it left: those of the deployed network after the phase
/// that added an exemplar. One network is held at a time, on the CPU.
/// </summary>
/// <param name="policy">The mask policy, whose heatmaps they are.</param>
/// <param name="data">The side that images are squashed to.</param>
/// <param name="weightsPath">The weights of the deployed network after a phase.</param>
internal sealed class RunHeatmaps(MaskPolicy policy, DatasetConfig data, Func<int, string> weightsPath) : IDisposable
{
    private readonly Loading _loading = new(new RandomStreams(0), 1, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None);
    private readonly ImagePipeline _pipeline = ImagePipeline.ForBoxes(data);
    private IncrementalNetwork? _network;
    private int _phase = -1;

    /// <summary>The heatmap of an exemplar's own class on an image.</summary>
    /// <param name="entry">The exemplar.</param>
    /// <param name="image">The image that it was made from.</param>
    /// <returns>[height x width] in [0, 1], row by row; null when the policy has none or the weights of that phase are gone.</returns>
    /// <exception cref="CheckpointException">The weights are damaged.</exception>
    public float[]? Of(ExemplarEntry entry, DatasetImage image)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(image);
        if (policy.HeatmapPath is not { } path || !File.Exists(weightsPath(entry.Phase)))
            return null;
        var network = NetworkAfter(entry.Phase);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var batch = _loading.InOrder([new Sample(image, entry.Label)], _pipeline, 1).First();
        var heatmap = Heatmap.Of(network, batch.ToImages(CPU), batch.ToLabels(CPU), path, policy.HeatmapAlignment);
        return Heatmap.Resize(heatmap.Values, entry.Height, entry.Width).flatten().data<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _network?.Dispose();

    private IncrementalNetwork NetworkAfter(int phase)
    {
        if (_network is not null && _phase == phase)
            return _network;
        _network?.Dispose();
        _network = null;
        _network = NetworkFile.Load(weightsPath(phase), CPU);
        _phase = phase;
        return _network;
    }
}
