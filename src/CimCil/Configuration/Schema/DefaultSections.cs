namespace CimCil.Configuration.Schema;

/// <summary>The values that settings have when nobody sets them.</summary>
internal static class DefaultSections
{
    public static ConfigSection Of(ConfigSection section) => section.GetSchema().CreateDefault();

    /// <summary>
    /// The defaults of a section inside another: what the outer section's record puts there (200 epochs in phase 0), unless the
    /// outer one says nothing of defaults, like an experiment.
    /// </summary>
    public static ConfigSection OfChild(SectionSetting setting, ConfigSection child, ConfigSection outerDefaults) =>
        outerDefaults.SetsDefaults && setting.Child(outerDefaults) is { } inner && inner.GetType() == child.GetType() ? inner : Of(child);
}
