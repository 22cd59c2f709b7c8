using CimCil.Configuration;
using CimCil.Foundation;

namespace CimCil.Sweeps;

/// <summary>What was typed of a sweep and would not come to what it says.</summary>
internal static class SweepChecks
{
    /// <summary>Refuses a <c>--set</c> that changes no arm: its setting is varied, or every arm has lost it to another kind.</summary>
    /// <exception cref="ConfigurationException">One changes none.</exception>
    public static void RequireEffect(SweepRequest request, Experiment start, IReadOnlyList<SweepArm> arms)
    {
        foreach (var assignment in request.Settings)
        {
            var path = SweepSpelling.PathOf(assignment, start);
            if (request.Axes.FirstOrDefault(axis => axis.Path == path) is { } axis && SaysNothing(assignment, request, arms))
                throw new ConfigurationException($"--set {assignment} says nothing, because --vary {axis} gives {path} its value in every arm. Leave that --set out; a value that is to be an arm stands in --vary.");
            // An arm without the setting may be meant, as long as there is one with it.
            var losses = arms.Select(arm => arm.Experiment.ExplainLost(assignment)).ToList();
            if (losses.All(lost => lost is not null))
                throw new ConfigurationException($"--set {assignment} is lost in every arm, because settings are varied after it. {losses[0]}");
        }
    }

    /// <summary>Refuses to vary what <c>--quick</c> changes: an arm would not be what it is called.</summary>
    /// <exception cref="ConfigurationException">It changes a varied setting.</exception>
    public static void RequireAsCalled(IReadOnlyList<SweepArm> arms)
    {
        foreach (var arm in arms)
        {
            foreach (var (path, value) in arm.Values)
            {
                if (arm.QuickChanges.FirstOrDefault(change => change.StartsWith($"{path}: ", StringComparison.Ordinal)) is { } change)
                    throw new ConfigurationException($"--quick scales every number of epochs, so that the arm {path}={value} would not be what it is called ({change}). Leave out --quick and set fewer epochs with --set, or leave out --vary {path}.");
            }
        }
    }

    /// <summary>A kind that every arm replaces can still say something: which settings are there to be set, and what goes over to the next kind.</summary>
    private static bool SaysNothing(string assignment, SweepRequest request, IReadOnlyList<SweepArm> arms)
    {
        var without = request with { Settings = [.. request.Settings.Where(setting => !ReferenceEquals(setting, assignment))] };
        try
        {
            var others = SweepGrid.ArmsOf(without, SweepGrid.StartOf(without));
            return arms.Select(arm => arm.Experiment.Fingerprint()).SequenceEqual(others.Select(arm => arm.Experiment.Fingerprint()));
        }
        catch (ConfigurationException)
        {
            return false;
        }
    }
}
