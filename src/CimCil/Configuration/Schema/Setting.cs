namespace CimCil.Configuration.Schema;

/// <summary>One property of a section, reachable without reflection: delegates written by the source generator read and replace it.</summary>
public abstract class Setting
{
    private readonly Func<ConfigSection, object?> _get;
    private readonly Func<ConfigSection, object?, ConfigSection> _with;

    private protected Setting(string name, string summary, Func<ConfigSection, object?> get, Func<ConfigSection, object?, ConfigSection> with)
    {
        Name = name;
        Summary = summary;
        _get = get;
        _with = with;
    }

    /// <summary>The name in camel case, as typed and as written to JSON.</summary>
    public string Name { get; }

    /// <summary>What the property's documentation says.</summary>
    public string Summary { get; }

    /// <summary>Whether the setting, or everything below it, is left out of the fingerprint (<see cref="OperationalAttribute"/>).</summary>
    public bool IsOperational { get; init; }

    /// <summary>The value in <paramref name="section"/>.</summary>
    public object? Get(ConfigSection section) => _get(section);

    /// <summary>A copy of <paramref name="section"/> with another value.</summary>
    public ConfigSection With(ConfigSection section, object? value) => _with(section, value);
}
