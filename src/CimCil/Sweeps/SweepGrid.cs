using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Sweeps;

/// <summary>What a sweep was asked for: arms, which are all combinations of the varied settings, times seeds.</summary>
internal sealed record SweepGrid
{
    private const int MostRuns = 100_000;
    private const int FingerprintPrefix = 8;

    private SweepGrid(SweepRequest request, IReadOnlyList<SweepArm> arms, IReadOnlyList<SweepRun> runs) => (Request, Arms, Runs) = (request, arms, runs);

    /// <summary>What was typed.</summary>
    public SweepRequest Request { get; }

    /// <summary>The arms, in the order of the varied values; the last setting varies fastest.</summary>
    public IReadOnlyList<SweepArm> Arms { get; }

    /// <summary>The runs: all arms of the first seed, then those of the next, so that what is finished can be paired early.</summary>
    public IReadOnlyList<SweepRun> Runs { get; }

    /// <summary>Where a sweep goes unless its user says otherwise. Its seeds are not in the name, so that it can get more of them.</summary>
    public string DefaultPath
    {
        get
        {
            var arms = string.Join('\n', Arms.Select(arm => $"{arm.Name} {arm.Experiment.Fingerprint()}"));
            return Path.Combine("sweeps", $"{Arms[0].Experiment.Name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(arms)))[..FingerprintPrefix]}");
        }
    }

    /// <summary>Makes every experiment of a sweep and checks its rules.</summary>
    /// <exception cref="ConfigurationException">Something of it is wrong; the message has the problems of all arms.</exception>
    public static SweepGrid Of(SweepRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Axes.GroupBy(axis => axis.Path).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ConfigurationException($"--vary {twice.Key} is given twice: every setting is varied once. Put all its values into one --vary.");
        if (request.Settings.Any(setting => setting.Split('=')[0].Trim() == SeedList.Path))
            throw new ConfigurationException("--set seed: the seeds of a sweep are given by themselves. For example: --seeds 1-5");
        var count = request.Axes.Aggregate((long)request.Seeds.Count, (product, axis) => Math.Min(product * axis.Values.Count, int.MaxValue));
        if (count > MostRuns)
            throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"These are more than {MostRuns} runs. Vary less, or name fewer seeds."));
        var arms = ArmsOf(request);
        var grid = new SweepGrid(request, arms, [.. request.Seeds.SelectMany(_ => arms, (seed, arm) => (seed, arm)).Select((run, i) => new SweepRun(i, run.arm, run.seed, run.arm.Experiment with { Seed = run.seed }))]);
        foreach (var arm in arms)
            grid.BaselineOf(arm);
        return grid;
    }

    /// <summary>What an arm is compared with: the arm of the baseline's values, and of its own where the baseline names none.</summary>
    /// <exception cref="ConfigurationException">The baseline names what is not varied, or a value that is not among its values.</exception>
    public SweepArm BaselineOf(SweepArm arm)
    {
        ArgumentNullException.ThrowIfNull(arm);
        if (Request.Baseline.Count == 0)
            return Arms[0];
        if (Request.Baseline is [var name] && Arms.FirstOrDefault(one => one.Name == name) is { } whole)
            return whole;
        var values = arm.Values.ToDictionary(value => value.Key, value => value.Value);
        foreach (var chosen in Request.Baseline)
        {
            var parts = chosen.Split('=', 2, StringSplitOptions.TrimEntries);
            var axis = Request.Axes.FirstOrDefault(axis => axis.Path == parts[0]);
            var value = axis?.Values.FirstOrDefault(value => string.Equals(value, parts[^1], StringComparison.OrdinalIgnoreCase));
            if (value is null)
                throw new ConfigurationException($"--baseline cannot be '{chosen}': it is the name of an arm, or a setting that is varied with one of its values. There is {string.Join("; ", Arms.Take(12).Select(one => one.Name))}{(Arms.Count > 12 ? "; ..." : "")}.");
            values[axis!.Path] = value;
        }
        return Arms.First(one => one.Values.All(value => values[value.Key] == value.Value));
    }

    private static IReadOnlyList<SweepArm> ArmsOf(SweepRequest request)
    {
        var start = ExperimentRegistry.Create(request.Experiment).WithOverrides(request.Settings);
        IEnumerable<IReadOnlyList<KeyValuePair<string, string>>> combinations = [[]];
        foreach (var axis in request.Axes)
            combinations = [.. combinations.SelectMany(_ => axis.Values, (values, value) => (IReadOnlyList<KeyValuePair<string, string>>)[.. values, new(axis.Path, value)])];
        var (arms, problems) = (new List<SweepArm>(), new List<(string Arm, string Message)>());
        foreach (var values in combinations)
        {
            var name = values.Count == 0 ? start.Name : string.Join(", ", values.Select(value => $"{value.Key}={value.Value}"));
            var found = problems.Count;
            var experiment = values.Aggregate(start, (changed, value) => Try(() => changed.WithOverrides([$"{value.Key}={value.Value}"])) ?? changed);
            if (found == problems.Count && Try(() => Checked(experiment with { Seed = request.Seeds[0] })) is not null)
                arms.Add(new SweepArm(arms.Count + 1, name, values, request.IsQuick ? QuickRun.Of(experiment) : experiment));

            Experiment? Try(Func<Experiment> make)
            {
                try
                {
                    return make();
                }
                catch (ConfigurationException mistake)
                {
                    problems.Add((name, mistake.Message));
                    return null;
                }
            }
        }
        if (problems.Count > 0)
            throw new ConfigurationException(Explain(start.Name, problems, combinations.Count()));
        return arms.GroupBy(arm => arm.Experiment.Fingerprint()).FirstOrDefault(same => same.Count() > 1)?.Take(2).ToList() is [var one, var other]
            ? throw new ConfigurationException($"The arms {one.Name} and {other.Name} are one and the same experiment, whose runs would be no two methods. Leave one value out, or put the setting that chooses a kind first: settings are varied in the order of --vary.")
            : arms;
    }

    private static Experiment Checked(Experiment experiment)
    {
        experiment.ThrowIfInvalid();
        return experiment;
    }

    /// <summary>Each problem once, with the arms that have it.</summary>
    private static string Explain(string experiment, List<(string Arm, string Message)> problems, int armCount)
    {
        List<string> lines =
        [
            .. problems.GroupBy(problem => problem.Message).Select(same => same.Count() == armCount
                ? same.Key
                : $"{same.First().Arm}{(same.Count() > 1 ? $" and {Counted.Of(same.Count() - 1, "other arm")}" : "")}: {same.Key}"),
        ];
        return lines is [var only] ? only : $"The sweep of {experiment} has {lines.Count} problems:\n{string.Join("\n", lines.Select(line => $"  {line.Replace("\n", "\n  ", StringComparison.Ordinal)}"))}";
    }
}
