namespace CimCil.Configuration.Schema;

/// <summary>A setting that holds a section. Where its type is abstract, the section's <c>kind</c> says which record it is.</summary>
public sealed class SectionSetting : Setting
{
    /// <summary>Called by generated code.</summary>
    public SectionSetting(string name, Type family, string summary, Func<ConfigSection, object?> get, Func<ConfigSection, object?, ConfigSection> with)
        : base(name, summary, get, with) => Family = family;

    /// <summary>The property's type; any section that derives from it fits.</summary>
    public Type Family { get; }

    /// <summary>The section in <paramref name="section"/>; null only in a broken experiment.</summary>
    public ConfigSection? Child(ConfigSection section) => (ConfigSection?)Get(section);
}
