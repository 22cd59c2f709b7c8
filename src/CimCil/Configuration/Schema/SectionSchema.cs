namespace CimCil.Configuration.Schema;

/// <summary>What the source generator knows of one section: its settings, its rules and how to make it.</summary>
public sealed class SectionSchema
{
    private readonly Func<ConfigSection> _createDefault;

    /// <summary>Called by generated code.</summary>
    public SectionSchema(Type type, string kind, string summary, Func<ConfigSection> createDefault, SectionParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Type = type;
        Kind = kind;
        Summary = summary;
        _createDefault = createDefault;
        Settings = parts.Settings;
        Rules = parts.Rules;
        CanonicalSettings = [.. Settings.OrderBy(setting => setting.Name, StringComparer.Ordinal)];
    }

    /// <summary>The record.</summary>
    public Type Type { get; }

    /// <summary>The name of this choice where several sections fit one place; empty where only one does.</summary>
    public string Kind { get; }

    /// <summary>What the record's documentation says.</summary>
    public string Summary { get; }

    /// <summary>The settings in the order of their declaration, those of the base records first.</summary>
    public IReadOnlyList<Setting> Settings { get; }

    /// <summary>The settings in the order of canonical JSON.</summary>
    public IReadOnlyList<Setting> CanonicalSettings { get; }

    /// <summary>The rules over several settings.</summary>
    public IReadOnlyList<CrossRule> Rules { get; }

    /// <summary>The section as its record writes it.</summary>
    public ConfigSection CreateDefault() => _createDefault();

    /// <summary>The setting of that name, whatever its case; null when there is none.</summary>
    public Setting? Find(string name) => Settings.FirstOrDefault(setting => string.Equals(setting.Name, name, StringComparison.OrdinalIgnoreCase));
}
