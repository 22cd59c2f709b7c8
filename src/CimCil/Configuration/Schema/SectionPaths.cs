using CimCil.Foundation;

namespace CimCil.Configuration.Schema;

/// <summary>Finds and replaces settings by their dotted path.</summary>
internal static class SectionPaths
{
    /// <summary>The last part of a path that chooses which record a section is, such as <c>mask.kind</c>.</summary>
    public const string Kind = "kind";

    /// <summary>A copy of <paramref name="root"/> in which the setting at <paramref name="path"/> has the typed value.</summary>
    /// <exception cref="ConfigurationException">There is no such setting, or the text is not a value of its type.</exception>
    public static ConfigSection With(ConfigSection root, string path, string text) => Replace(root, (null, root), path.Split('.'), 0, path, text);

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

    /// <summary>That a section has no setting of a name, and which other kinds of the section have it, or what may have been meant.</summary>
    /// <param name="path">The whole path.</param>
    /// <param name="name">The part of it that the section lacks.</param>
    /// <param name="place">Where the section is; null at the root.</param>
    /// <param name="section">The section.</param>
    /// <param name="known">All paths that there are.</param>
    public static string Missing(string path, string name, SectionSetting? place, ConfigSection section, IEnumerable<string> known)
    {
        var kinds = place is null ? [] : SectionRegistry.ChoicesFor(place.Family).Where(choice => choice.Create().GetSchema().Find(name) is not null).Select(choice => choice.Kind).ToList();
        if (kinds.Count == 0)
            return $"There is no setting {path}. {NearestNames.Suggest(path, known)}";
        var kind = path.Substring(0, path.LastIndexOf($".{name}", StringComparison.Ordinal) + 1) + Kind;
        return $"There is no setting {path} where {kind} is {section.GetSchema().Kind}: it belongs to {string.Join(", ", kinds)}. Choose one of these with {kind}={kinds[0]} first, or leave the setting out.";
    }

    private static ConfigSection Replace(ConfigSection root, (SectionSetting? Place, ConfigSection Section) here, string[] names, int at, string path, string text)
    {
        var last = at == names.Length - 1;
        var section = here.Section;
        switch (section.GetSchema().Find(names[at]))
        {
            case ValueSetting value when last:
                return value.With(section, Parse(value, path, text));
            case SectionSetting nested when last:
                var (inside, start) = (nested.Child(section)!, path + ".");
                throw new ConfigurationException($"{path} is a section, not a setting. Set one of {string.Join(", ", (inside.GetSchema().Kind.Length > 0 ? [start + Kind] : Enumerable.Empty<string>()).Concat(All(inside, start)))}.");
            case SectionSetting nested when nested.Child(section) is { } child:
                var replaced = at == names.Length - 2 && string.Equals(names[^1], Kind, StringComparison.OrdinalIgnoreCase) && child.GetSchema().Kind.Length > 0
                    ? OfKind(nested, child, path, text)
                    : Replace(root, (nested, child), names, at + 1, path, text);
                return nested.With(section, replaced);
            default:
                throw new ConfigurationException($"{Missing(path, names[at], here.Place, section, All(root))} Run 'cimcil describe' with the experiment's name to see all settings.");
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
