namespace CimCil.Configuration.Schema;

/// <summary>The settings and rules that a line of records declares, base first.</summary>
public sealed class SectionParts
{
    private SectionParts(IReadOnlyList<Setting> settings, IReadOnlyList<CrossRule> rules)
    {
        Settings = settings;
        Rules = rules;
    }

    /// <summary>No setting and no rule.</summary>
    public static SectionParts Empty { get; } = new([], []);

    /// <summary>The settings in the order of their declaration.</summary>
    public IReadOnlyList<Setting> Settings { get; }

    /// <summary>The rules over several settings.</summary>
    public IReadOnlyList<CrossRule> Rules { get; }

    /// <summary>These parts and what a derived record adds.</summary>
    public SectionParts With(IReadOnlyList<Setting> settings, IReadOnlyList<CrossRule> rules) => new([.. Settings, .. settings], [.. Rules, .. rules]);
}
