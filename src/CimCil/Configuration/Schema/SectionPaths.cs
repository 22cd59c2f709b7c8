using CimCil.Foundation;

namespace CimCil.Configuration.Schema;

/// <summary>Finds and replaces settings by their dotted path.</summary>
internal static class SectionPaths
{
    /// <summary>The last part of a path that chooses which record a section is, such as <c>mask.kind</c>.</summary>
    public const string Kind = "kind";

    /// <summary>A copy of <paramref name="root"/> in which the setting at <paramref name="path"/> has the typed value.</summary>
    /// <exception cref="ConfigurationException">There is no such setting, or the text is not a value of its type.</exception>
    public static ConfigSection With(ConfigSection root, string path, string text) => Replace(root, root, path.Split('.'), 0, path, text);

    /// <summary>The names that a path may have where <paramref name="section"/> is: its settings and sections, and all below.</summary>
    public static IEnumerable<string> Known(ConfigSection section, string prefix) =>
        section.GetSchema().Settings.Select(setting => prefix + setting.Name).Concat(All(section, prefix));

    /// <summary>The paths of all settings.</summary>
    public static IEnumerable<string> All(ConfigSection section, string prefix = "")
    {
        foreach (var setting in section.GetSchema().Settings)
        {
            if (setting is not SectionSetting nested)
            {
                yield return prefix + setting.Name;
                continue;
            }
            if (nested.Child(section) is not { } child)
                continue;
            if (child.GetSchema().Kind.Length > 0)
                yield return $"{prefix}{setting.Name}.{Kind}";
            foreach (var path in All(child, $"{prefix}{setting.Name}."))
                yield return path;
        }
    }

    private static ConfigSection Replace(ConfigSection root, ConfigSection section, string[] names, int at, string path, string text)
    {
        var last = at == names.Length - 1;
        switch (section.GetSchema().Find(names[at]))
        {
            case ValueSetting value when last:
                return value.With(section, Parse(value, path, text));
            case SectionSetting nested when last:
                throw new ConfigurationException($"{path} is a section, not a setting. Set one of {string.Join(", ", All(nested.Child(section)!, path + "."))}.");
            case SectionSetting nested when nested.Child(section) is { } child:
                var replaced = at == names.Length - 2 && string.Equals(names[^1], Kind, StringComparison.OrdinalIgnoreCase) && child.GetSchema().Kind.Length > 0
                    ? OfKind(nested, child, path, text)
                    : Replace(root, child, names, at + 1, path, text);
                return nested.With(section, replaced);
            default:
                throw new ConfigurationException($"There is no setting {path}. {NearestNames.Suggest(path, All(root))} Run 'cimcil describe' with the experiment's name to see all settings.");
        }
    }

    private static object? Parse(ValueSetting setting, string path, string text) => setting.Type.TryParse(text, out var value)
        ? value
        : throw new ConfigurationException($"{path} cannot be '{text}'. It is {setting.Expectation}.");

    /// <summary>The section of another kind, with the settings that both kinds inherit from one record.</summary>
    private static ConfigSection OfKind(SectionSetting setting, ConfigSection current, string path, string kind)
    {
        var choices = SectionRegistry.ChoicesFor(setting.Family);
        var choice = choices.FirstOrDefault(candidate => string.Equals(candidate.Kind, kind, StringComparison.OrdinalIgnoreCase))
            ?? throw new ConfigurationException($"{path} cannot be '{kind}'. It is one of {string.Join(", ", choices.Select(candidate => candidate.Kind))}.");
        if (choice.Type == current.GetType())
            return current;
        var section = choice.Create();
        var shared = section.GetSchema().Settings.Intersect(current.GetSchema().Settings);
        return shared.Aggregate(section, (result, common) => common.With(result, common.Get(current)));
    }
}
