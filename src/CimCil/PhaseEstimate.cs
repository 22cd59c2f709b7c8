using CimCil.Configuration;
using CimCil.Data;

namespace CimCil;

/// <summary>What a phase will take.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="NewImageCount">Training images of its classes.</param>
/// <param name="FewestExemplars">Exemplars that it begins with when every one is kept whole; 0 in phase 0.</param>
/// <param name="MostExemplars">The same when nothing is kept but the downsampled background.</param>
/// <param name="EpochCount">Epochs of all its stages.</param>
/// <param name="StepCount">Steps of the task level.</param>
/// <param name="MaskStepCount">Steps of the mask level.</param>
/// <param name="Seconds">Its time.</param>
public sealed record PhaseEstimate(Phase Phase, int NewImageCount, int FewestExemplars, int MostExemplars, int EpochCount, long StepCount, long MaskStepCount, double Seconds)
{
    // fullImagesPerClass: full images of an old class that the memory holds; 0 in phase 0.
    internal static PhaseEstimate Of(Experiment experiment, Phase phase, int newImageCount, double fullImagesPerClass, StepSeconds steps, double? loadedPerSecond)
    {
        var ratio = (experiment.Mask as BoxMaskConfig)?.CompressionRatio ?? 1;
        var fewest = (int)(fullImagesPerClass * phase.KnownClassCount);
        // A class cannot keep more exemplars than it has images.
        var most = (int)Math.Min(fewest * ratio, (double)newImageCount / phase.NewClassCount * phase.KnownClassCount);
        var typical = (fewest + Math.Max(fewest, most)) / 2;
        var perEpoch = (long)Math.Ceiling((newImageCount + typical) / (double)experiment.Training.BatchSize);
        var compression = phase.IsFirst ? 0 : (experiment.Learner as FosterConfig)?.Compression.Epochs ?? 0;
        var main = phase.IsFirst ? experiment.Training.FirstPhase.Epochs : experiment.Training.LaterPhases.Epochs;
        var maskSteps = experiment.Mask is CimMask cim ? main * (long)(phase.NewClassCount * cim.IterationsPerNewClass) : 0;
        // Loading goes on beside training, so that the slower of the two counts.
        var loading = loadedPerSecond is { } rate ? experiment.Training.BatchSize / rate : 0;
        var seconds = (main * perEpoch * Math.Max(loading, phase.IsFirst ? steps.First : steps.Boosting))
            + (compression * perEpoch * Math.Max(loading, steps.Compression)) + (maskSteps * steps.Mask);
        return new PhaseEstimate(phase, newImageCount, fewest, Math.Max(fewest, most), main + compression, (main + compression) * perEpoch, maskSteps, seconds);
    }
}
