using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Masking;
using CimCil.Networks;
using CimCil.PyBridge;
using static TorchSharp.torch;

namespace CimCil.Exemplars;

/// <summary>
/// The heatmaps that the boxes of a FOSTER run came from, made again from the weights that it left: those of the boosted network
/// after the phase that added an exemplar. One network is held at a time, on the CPU.
/// </summary>
/// <param name="network">The backbone.</param>
/// <param name="mask">The mask policy.</param>
/// <param name="data">The side that pictures are squashed to.</param>
/// <param name="phases">The stored phases.</param>
/// <param name="weightsPath">The weights of the boosted network after a phase.</param>
public sealed class PhaseHeatmaps(
    NetworkConfig network, BoxMaskConfig mask, DatasetConfig data, IReadOnlyList<PhaseSummary> phases, Func<int, string> weightsPath) : IDisposable
{
    private readonly Loading _loading = new(new RandomStreams(0), 1, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None);
    private readonly ImagePipeline _pipeline = ImagePipeline.ForBoxes(data);
    private FosterNetwork? _network;
    private int _phase = -1;

    /// <summary>The heatmap of an exemplar's own class on a picture.</summary>
    /// <param name="entry">The exemplar.</param>
    /// <param name="picture">The image that it was made from.</param>
    /// <returns>[height x width] in [0, 1], row by row; null when the policy has none or the weights of that phase are gone.</returns>
    /// <exception cref="CheckpointException">The weights are damaged or of another network.</exception>
    public float[]? Of(ExemplarEntry entry, DatasetImage picture)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(picture);
        if (mask is FullCompression || !File.Exists(weightsPath(entry.Phase)))
            return null;
        var loaded = NetworkAfter(entry.Phase);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        using var batch = _loading.InOrder([new Sample(picture, entry.Label)], _pipeline, 1).First();
        var maps = loaded.Apply(batch.ToImages(CPU), mask is CimMask ? ForwardPass.Rational : ForwardPass.Relu).Maps;
        var heatmap = Heatmap.Normalise(Heatmap.ClassActivation(maps, loaded.Head.Weight, batch.ToLabels(CPU)));
        return Heatmap.Resize(heatmap.Values, entry.Height, entry.Width).flatten().data<float>().ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _network?.Dispose();

    private FosterNetwork NetworkAfter(int phase)
    {
        if (_network is not null && _phase == phase)
            return _network;
        _network?.Dispose();
        _network = null;
        var known = phase > 0 ? phases[phase - 1].SeenClassCount : 0;
        var first = new FosterNetwork(network, phase > 0 ? known : phases[phase].SeenClassCount, CPU);
        if (phase > 0)
        {
            using (first)
                _network = first.Grow(phases[phase].SeenClassCount);
        }
        else
        {
            _network = first;
        }
        _network.load_safetensors(weightsPath(phase));
        _network.eval();
        _phase = phase;
        return _network;
    }
}
