using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Planning;

/// <summary>What a phase will take.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="NewImageCount">Training images of its classes.</param>
/// <param name="FewestExemplars">Exemplars that it begins with when every one is kept whole; 0 in phase 0.</param>
/// <param name="MostExemplars">The same when nothing is kept but the downsampled background.</param>
/// <param name="EpochCount">Epochs of all its stages.</param>
/// <param name="StepCount">Steps of the task level.</param>
/// <param name="MaskStepCount">Steps of the mask level.</param>
/// <param name="Seconds">Its time.</param>
internal sealed record PhaseEstimate(Phase Phase, int NewImageCount, int FewestExemplars, int MostExemplars, int EpochCount, long StepCount, long MaskStepCount, double Seconds)
{
    /// <param name="experiment">The experiment.</param>
    /// <param name="phase">The phase.</param>
    /// <param name="newImageCount">Training images of its classes.</param>
    /// <param name="oldImageCount">Training images of the classes of earlier phases.</param>
    /// <param name="fullImagesPerClass">Full images of an old class that the memory holds; 0 in phase 0.</param>
    /// <param name="stages">Its stages.</param>
    /// <param name="loadedPerSecond">Images that are loaded in a second; null where they are not there.</param>
    internal static PhaseEstimate Of(
        Experiment experiment, Phase phase, int newImageCount, int oldImageCount, double fullImagesPerClass, IReadOnlyList<StageTime> stages, double? loadedPerSecond)
    {
        var policy = experiment.Mask.CreatePolicy();
        // No more exemplars can be kept than there are images.
        var whole = (int)(fullImagesPerClass * phase.KnownClassCount);
        var (fewest, most) = (Math.Min(whole, oldImageCount), (int)Math.Min(whole * policy.StoredRatios.Background, oldImageCount));
        int[] newLabels = [.. Enumerable.Range(0, newImageCount).Select(i => phase.KnownClassCount + (i % phase.NewClassCount))];
        int[] oldLabels = [.. Enumerable.Range(0, (fewest + most) / 2).Select(i => i % phase.KnownClassCount)];
        var (epochs, steps, maskSteps, seconds) = (0, 0L, 0L, 0.0);
        foreach (var stage in stages)
        {
            var (chosenNew, chosenOld) = stage.Images.Choose(newLabels, oldLabels, new RandomStreams(experiment.Seed), phase.Index);
            var perEpoch = (long)Math.Ceiling((chosenNew.Count + chosenOld.Count) / (double)experiment.Training.BatchSize);
            var masks = stage.MaskStepSeconds > 0 && policy.Learning is { } learning ? stage.EpochCount * (long)learning.StepCount(phase) : 0;
            // Loading goes on beside training, so that the slower of the two counts.
            var step = Math.Max(stage.StepSeconds, loadedPerSecond is { } rate ? experiment.Training.BatchSize / rate : 0);
            epochs += stage.EpochCount;
            steps += stage.EpochCount * perEpoch;
            maskSteps += masks;
            seconds += (stage.EpochCount * perEpoch * step) + (masks * stage.MaskStepSeconds);
        }
        return new PhaseEstimate(phase, newImageCount, fewest, most, epochs, steps, maskSteps, seconds);
    }
}
