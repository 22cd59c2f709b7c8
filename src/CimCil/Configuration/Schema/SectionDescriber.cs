namespace CimCil.Configuration.Schema;

/// <summary>Lists the settings of a section for a person.</summary>
internal static class SectionDescriber
{
    public static IReadOnlyList<SettingDescription> Describe(ConfigSection section) => [.. Describe(section, DefaultSections.Of(section), "")];

    private static IEnumerable<SettingDescription> Describe(ConfigSection section, ConfigSection defaults, string prefix) =>
        section.GetSchema().Settings.SelectMany(setting => setting switch
        {
            ValueSetting value => [Describe(value, section, defaults, prefix)],
            SectionSetting nested => DescribeNested(nested, section, defaults, prefix),
            _ => Enumerable.Empty<SettingDescription>(),
        });

    private static SettingDescription Describe(ValueSetting setting, ConfigSection section, ConfigSection defaults, string prefix) => new(
        prefix + setting.Name,
        setting.Type.Name,
        setting.Unit,
        setting.Type.Format(setting.Get(defaults)),
        setting.Type.Format(setting.Get(section)),
        setting.RuleWords,
        setting.Summary);

    private static IEnumerable<SettingDescription> DescribeNested(SectionSetting setting, ConfigSection section, ConfigSection defaults, string prefix)
    {
        if (setting.Child(section) is not { } child)
            return [];
        var path = prefix + setting.Name;
        var inner = Describe(child, DefaultSections.OfChild(setting, child, defaults), path + ".");
        var schema = child.GetSchema();
        if (schema.Kind.Length == 0)
            return inner;
        var kinds = string.Join(" | ", SectionRegistry.ChoicesFor(setting.Family).Select(choice => choice.Kind));
        return inner.Prepend(new SettingDescription($"{path}.{SectionPaths.Kind}", kinds, "", schema.Kind, schema.Kind, "", schema.Summary));
    }
}
