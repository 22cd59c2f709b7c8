using System.Security.Cryptography;
using System.Text;
using CimCil.Configuration.Schema;
using CimCil.Foundation;

namespace CimCil.Configuration;

/// <summary>
/// One experiment: everything that decides its numbers. Derive a sealed partial record, mark it with
/// <see cref="ExperimentAttribute"/> and give the sections; the source generator completes it and adds it to the catalogue.
/// </summary>
[ConfigSection]
public abstract partial record Experiment : ConfigSection
{
    /// <summary>The key of an experiment's name in JSON.</summary>
    private const string NameKey = "experiment";

    internal override KeyValuePair<string, string>? Discriminator => new(NameKey, Name);

    /// <summary>The point of an experiment is to differ from the defaults.</summary>
    internal override bool SetsDefaults => false;

    /// <summary>Unique name in kebab case, as typed after <c>cimcil run</c>; written by the source generator.</summary>
    /// <exception cref="ConfigurationException">The record was not completed.</exception>
    public virtual string Name => throw NotCompleted();

    /// <summary>One line that says what it is; written by the source generator.</summary>
    /// <exception cref="ConfigurationException">The record was not completed.</exception>
    public virtual string Summary => throw NotCompleted();

    /// <summary>Where the images come from and how they are augmented.</summary>
    public abstract DatasetConfig Data { get; init; }

    /// <summary>Which classes arrive in which phase.</summary>
    public abstract PhasePlan Phases { get; init; }

    /// <summary>The backbone.</summary>
    public abstract NetworkConfig Network { get; init; }

    /// <summary>The class-incremental learner.</summary>
    public abstract LearnerConfig Learner { get; init; }

    /// <summary>How exemplars are compressed.</summary>
    public abstract MaskConfig Mask { get; init; }

    /// <summary>How much the exemplar memory may hold and how it is filled.</summary>
    public abstract MemoryConfig Memory { get; init; }

    /// <summary>Batch size, epochs and optimizer of the task level.</summary>
    public virtual TrainingConfig Training { get; init; } = new();

    /// <summary>What is measured after each phase.</summary>
    public virtual EvaluationConfig Evaluation { get; init; } = new();

    /// <summary>The seed that every random stream derives from; the class order has its own (<see cref="PhasePlan.ClassOrder"/>).</summary>
    [Between(0, int.MaxValue)]
    public virtual int Seed { get; init; } = 1;

    /// <summary>A copy in which one setting has another value.</summary>
    /// <param name="path">Dotted path such as <c>mask.threshold</c>; <c>mask.kind</c> chooses another mask policy.</param>
    /// <param name="text">The value as typed, such as <c>0.5</c>, <c>20/class</c>, <c>skip</c> or <c>1,1,1</c>.</param>
    /// <exception cref="ConfigurationException">There is no such setting (the message has the nearest names), or the text is not of its type.</exception>
    public Experiment With(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(text);
        return (Experiment)SectionPaths.With(this, path, text);
    }

    /// <summary>A copy with several settings changed, in the given order.</summary>
    /// <param name="assignments">Texts of the form <c>path=value</c>.</param>
    /// <exception cref="ConfigurationException">
    /// One of them is not of that form, names no setting or has a value of the wrong type. The message has all of these, and the rules
    /// that the others break.
    /// </exception>
    public Experiment WithOverrides(IEnumerable<string> assignments)
    {
        ArgumentNullException.ThrowIfNull(assignments);
        var changed = this;
        var problems = new List<string>();
        string[] all = [.. assignments];
        foreach (var assignment in all)
        {
            try
            {
                changed = changed.WithOverride(assignment);
            }
            catch (ConfigurationException mistake)
            {
                problems.Add(mistake.Message);
            }
        }
        if (problems.Count == 0)
            problems.AddRange(all.Select(changed.ExplainLost).OfType<string>());
        if (problems.Count == 0)
            return changed;
        problems.AddRange(changed.Validate().Select(problem => $"{problem}"));
        throw new ConfigurationException(problems is [var only] ? only : $"{Name} has {problems.Count} problems:\n{string.Join("\n", problems.Select(problem => $"  {problem}"))}");
    }

    /// <summary>Why an assignment is lost, whose setting went with a kind that was chosen after it; null where its setting is there.</summary>
    internal string? ExplainLost(string assignment)
    {
        try
        {
            WithOverride(assignment);
            return null;
        }
        catch (ConfigurationException mistake)
        {
            return mistake.Message;
        }
    }

    private Experiment WithOverride(string assignment) => assignment.IndexOf('=', StringComparison.Ordinal) is > 0 and var split
        ? With(assignment[..split].Trim(), assignment[(split + 1)..].Trim())
        : throw new ConfigurationException($"'{assignment}' sets nothing: an override has the form path=value. For example: --set seed=2");

    /// <summary>
    /// SHA-256 of the canonical JSON without operational settings, in lower-case hexadecimal: equal for two experiments of one
    /// name exactly when every setting that can decide numbers is equal, whether it is read or not. It names run folders and guards their resumption.
    /// </summary>
    public string Fingerprint() =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(SectionJsonWriter.Write(this, SettingScope.Deciding))));

    /// <summary>The settings in which another experiment must give other numbers, each as <c>path: here -> there</c>; operational ones do not count.</summary>
    public IReadOnlyList<string> DifferencesTo(Experiment other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return SectionDifferences.Between(SectionJsonWriter.Write(this, SettingScope.Deciding), SectionJsonWriter.Write(other, SettingScope.Deciding));
    }

    /// <summary>Does nothing when every rule holds.</summary>
    /// <exception cref="ConfigurationException">A rule is broken; the message lists every one with its value and fix.</exception>
    public void ThrowIfInvalid()
    {
        var problems = Validate();
        if (problems is [var only])
            throw new ConfigurationException($"{Name}: {only}");
        if (problems.Count > 1)
            throw new ConfigurationException($"{Name} breaks {problems.Count} rules:\n{string.Join("\n", problems.Select(problem => $"  {problem}"))}");
    }

    /// <summary>Reads JSON into an experiment of type <typeparamref name="T"/>; used by its generated <c>FromJson</c>.</summary>
    /// <exception cref="ConfigurationException">The text is not the JSON of this experiment; the message lists everything that is wrong.</exception>
    protected static T ReadJson<T>(string json, T experiment) where T : Experiment
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return (T)Read(json, name => name == experiment.Name
            ? experiment
            : throw new ConfigurationException($"The JSON is of experiment {name}, not of {experiment.Name}. Read it with {nameof(ExperimentRegistry)}.{nameof(ExperimentRegistry.FromJson)}."));
    }

    /// <summary>Reads an experiment whose record is found by the name in the JSON.</summary>
    /// <exception cref="ConfigurationException">The text is not the JSON of an experiment; the message lists everything that is wrong.</exception>
    internal static Experiment Read(string json, Func<string, Experiment> create) => (Experiment)SectionJsonReader.Read(json, NameKey, "an experiment", create);
}
