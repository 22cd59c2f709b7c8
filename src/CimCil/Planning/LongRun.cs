using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Planning;

/// <summary>Whether a run will take so long that its user is told before it begins. Of a short one that is found out in next to no time.</summary>
internal static class LongRun
{
    /// <summary>What takes longer is said.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromHours(1);

    /// <summary>
    /// Pixels times passes of which no machine takes an hour, so that nothing is measured: 36 microseconds for each, where two processor cores
    /// take 2 to 3 for a step of ResNet-18.
    /// </summary>
    private const double FewPixels = 1e8;

    /// <summary>A mask step has two levels and a gradient of a gradient.</summary>
    private const int PassesOfMaskStep = 8;

    /// <summary>The measured estimate of a run that will take longer than <see cref="Long"/>; null for one that will not.</summary>
    /// <param name="experiment">A valid experiment.</param>
    /// <param name="deviceName">As for a run.</param>
    /// <param name="workerCount">As for a run.</param>
    /// <param name="beforeMeasuring">Called before steps are taken, which lasts.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="CimCilException">The device, the images or the pretrained weights are not as they must be.</exception>
    public static RunEstimate? Estimate(Experiment experiment, string deviceName, int workerCount, Action beforeMeasuring, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(beforeMeasuring);
        var dataset = experiment.Data.Open();
        if (PixelsAtMost(experiment, dataset.Train.Count) < FewPixels)
            return null;
        var estimate = RunEstimate.Of(experiment, dataset, deviceName, workerCount, EstimateEffort.Brief, beforeMeasuring, cancellation);
        return estimate.Time > Long ? estimate : null;
    }

    /// <summary>More than a run passes through its networks: in every phase all images, new or in the memory, in every epoch of every stage, and what mask steps take.</summary>
    internal static double PixelsAtMost(Experiment experiment, int imageCount)
    {
        var epochs = StageConfig.AllIn(experiment).Sum(stage => stage.Epochs);
        var images = (double)imageCount * experiment.Phases.Sizes().Count;
        if (experiment.Mask.CreatePolicy().Learning is { } learning)
            images += learning.Config.IterationsPerNewClass * experiment.Phases.Classes * learning.BatchSize * PassesOfMaskStep;
        return images * epochs * experiment.Data.ImageSide * experiment.Data.ImageSide;
    }
}
