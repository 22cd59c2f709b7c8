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

    /// <summary>Makes every experiment of a sweep that was typed, and checks its rules.</summary>
    /// <exception cref="ConfigurationException">Something of it is wrong; the message has the problems of all arms.</exception>
    public static SweepGrid Of(SweepRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Settings.Any(setting => SeedList.IsPath(setting.Split('=')[0].Trim())))
            throw new ConfigurationException("--set seed: the seeds of a sweep are given by themselves. For example: --seeds 1-5");
        var start = StartOf(request);
        request = SweepSpelling.Of(request, start);
        var count = request.Axes.Aggregate((long)request.Seeds.Count, (product, axis) => Math.Min(product * axis.Values.Count, int.MaxValue));
        if (count > MostRuns)
            throw new ConfigurationException(string.Create(CultureInfo.InvariantCulture, $"These are more than {MostRuns} runs. Vary less, or name fewer seeds."));
        var arms = ArmsOf(request, start);
        SweepChecks.RequireEffect(request, start, arms);
        SweepChecks.RequireAsCalled(arms);
        return Of(request, arms);
    }

    /// <summary>
    /// Makes the experiments of a sweep that has begun. What it was asked for was checked when it was typed, and keeps its spelling, which its
    /// folders are called after.
    /// </summary>
    /// <exception cref="ConfigurationException">This program has no such experiments.</exception>
    public static SweepGrid OfRecorded(SweepRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Of(request, ArmsOf(request, StartOf(request)));
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
            var axis = Request.Axes.FirstOrDefault(axis => string.Equals(axis.Path, parts[0], StringComparison.OrdinalIgnoreCase));
            var value = axis?.Values.FirstOrDefault(value => string.Equals(value, parts[^1], StringComparison.OrdinalIgnoreCase));
            if (value is null)
                throw new ConfigurationException($"--baseline cannot be '{chosen}': it is the name of an arm, or a setting that is varied with one of its values. There is {string.Join("; ", Arms.Take(12).Select(one => one.Name))}{(Arms.Count > 12 ? "; ..." : "")}.");
            values[axis!.Path] = value;
        }
        return Arms.First(one => one.Values.All(value => values[value.Key] == value.Value));
    }

    /// <summary>What the varied settings are applied to.</summary>
    internal static Experiment StartOf(SweepRequest request) => ExperimentRegistry.Create(request.Experiment).WithOverrides(request.Settings);

    private static SweepGrid Of(SweepRequest request, IReadOnlyList<SweepArm> arms)
    {
        if (arms.GroupBy(arm => arm.Experiment.Fingerprint()).FirstOrDefault(same => same.Count() > 1)?.Take(2).ToList() is [var one, var other])
            throw new ConfigurationException($"The arms {one.Name} and {other.Name} are one and the same experiment, whose runs would be no two methods. Leave one value out, or put the setting that chooses a kind first: settings are varied in the order of --vary.");
        var grid = new SweepGrid(request, arms, [.. request.Seeds.SelectMany(_ => arms, (seed, arm) => (seed, arm)).Select((run, i) => new SweepRun(i, run.arm, run.seed, run.arm.Experiment with { Seed = run.seed }))]);
        foreach (var arm in arms)
            grid.BaselineOf(arm);
        return grid;
    }

    /// <summary>The arms of a request, whatever they come to.</summary>
    /// <exception cref="ConfigurationException">A setting is not there, or a rule is broken; the message has the problems of all arms.</exception>
    internal static IReadOnlyList<SweepArm> ArmsOf(SweepRequest request, Experiment start)
    {
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
            {
                var shortened = request.IsQuick ? QuickRun.Of(experiment) : experiment;
                arms.Add(new SweepArm(arms.Count + 1, name, values, shortened, request.IsQuick ? experiment.DifferencesTo(shortened) : []));
            }

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
        return arms;
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
