using CimCil.Configuration.Schema;

namespace CimCil.Configuration;

/// <summary>
/// A quick look at an experiment: whatever is counted in epochs is made shorter by one factor, and nothing else is changed. Its configuration
/// has the epochs that it trains, so that its fingerprint is another and its numbers are never taken for those of the whole experiment.
/// </summary>
internal static class QuickRun
{
    /// <summary>What the longest stage trains; a mask that the paper refreshes five times in a phase is refreshed as often.</summary>
    public const int LongestStageEpochs = 5;

    private const string Epochs = "epochs";

    /// <summary>
    /// The experiment with stages of at most <see cref="LongestStageEpochs"/> epochs: every stage, milestone and interval counted in epochs is
    /// multiplied by the factor of the longest stage. Mask steps follow each epoch, so that they become fewer with the epochs.
    /// </summary>
    /// <param name="experiment">An experiment; one whose stages are as short already comes back as it is.</param>
    public static Experiment Of(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var longest = StageConfig.AllIn(experiment).Select(stage => stage.Epochs).DefaultIfEmpty().Max();
        if (longest <= LongestStageEpochs)
            return experiment;
        var factor = (double)LongestStageEpochs / longest;
        // A refresh needs an epoch before and after it.
        var shortest = Math.Min(Scaled(experiment.Training.FirstPhase, factor).Epochs, Scaled(experiment.Training.LaterPhases, factor).Epochs);
        return (Experiment)Scaled(experiment, factor, Math.Max(1, shortest - 2));
    }

    private static ConfigSection Scaled(ConfigSection section, double factor, int longestInterval) => section is StageConfig stage
        ? Scaled(stage, factor)
        : section.GetSchema().Settings.Aggregate(section, (scaled, setting) => setting switch
        {
            SectionSetting nested when nested.Child(section) is { } child => nested.With(scaled, Scaled(child, factor, longestInterval)),
            ValueSetting { Unit: Epochs } interval when interval.Get(section) is int and > 0 and var epochs =>
                interval.With(scaled, Math.Clamp((int)(epochs * factor), 1, longestInterval)),
            _ => scaled,
        });

    private static StageConfig Scaled(StageConfig stage, double factor)
    {
        // Each milestone keeps an epoch of its own, and one comes after the last.
        var count = stage.Schedule == RateSchedule.Milestones ? stage.Milestones.Count : 0;
        var epochs = Math.Max((int)Math.Ceiling(stage.Epochs * factor), count + 1);
        var milestones = new List<int>();
        foreach (var (i, milestone) in stage.Milestones.Take(count).Index())
            milestones.Add(Math.Clamp((int)Math.Round(milestone * factor), i == 0 ? 1 : milestones[i - 1] + 1, epochs - count + i));
        return stage with { Epochs = epochs, Milestones = count == 0 ? stage.Milestones : milestones };
    }
}
