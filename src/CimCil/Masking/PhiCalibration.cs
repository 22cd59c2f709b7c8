using System.Globalization;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Masking;

/// <summary>
/// Gives the rational activations of a network the input scales that its images ask for, before phi learns. An activation that has
/// learnt keeps its scale: another one would make it another function.
/// </summary>
/// <param name="config">In which runs, from how many images.</param>
internal sealed class PhiCalibration(LearnedMaskConfig config)
{
    /// <summary>Calibrates a network in evaluation mode; its weights, statistics and libtorch's generator stay as they are.</summary>
    /// <param name="network">The network.</param>
    /// <param name="samples">The phase's new images, some of which are looked at as boxes see them.</param>
    /// <param name="data">The side that images are squashed to.</param>
    /// <param name="loading">How images are loaded.</param>
    /// <param name="phase">The phase.</param>
    /// <returns>What was done, or what was not though it should be, for the user; null where there is nothing to say.</returns>
    public string? Run(IncrementalNetwork network, IReadOnlyList<Sample> samples, DatasetConfig data, Loading loading, Phase phase)
    {
        var isPretrained = network.Config.Pretrained.File.Length > 0;
        if (config.Calibration == ScaleCalibration.Pretrained && !isPretrained)
            return null;
        RationalActivation[] activations = [.. network.Branches.SelectMany(branch => branch.RationalActivations).Where(IsUsed).Where(activation => activation.IsFit)];
        if (activations.Length == 0)
            return null;
        if (config.Calibration == ScaleCalibration.Never)
        {
            return isPretrained && phase.IsFirst
                ? "Masks start from noise where inputs of the pretrained network reach beyond 3: its rational activations are not calibrated. Set mask.calibration=pretrained."
                : null;
        }
        var measurement = new ScaleMeasurement(network, activations);
        using var fast = network.AllowFastConvolutions();
        foreach (var batch in loading.InOrder(Chosen(samples, loading, phase), ImagePipeline.ForBoxes(data), config.HeatmapBatchSize))
        {
            using var disposal = batch;
            using var scope = NewDisposeScope();
            measurement.Look(batch.ToImages(network.Device));
        }
        var scales = measurement.Scales();
        foreach (var (activation, scale) in scales)
            activation.SetScale(scale);
        return scales.Count == 0 ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"Calibrated {scales.Count} rational activations on {measurement.ImageCount} images: input scales from {scales.Values.Min():0.##} to {scales.Values.Max():0.##}.");
    }

    private bool IsUsed(RationalActivation activation) => config.Path != ActivationPath.RationalInLastStage || activation.Place == StagePlace.Last;

    /// <summary>The same images for every number of workers and after every resumption.</summary>
    private List<Sample> Chosen(IReadOnlyList<Sample> samples, Loading loading, Phase phase)
    {
        var order = Enumerable.Range(0, samples.Count).ToArray();
        loading.Streams.For("calibration", phase.Index).Shuffle<int>(order);
        return [.. order.Take(config.CalibrationImages).Order().Select(i => samples[i])];
    }
}
