namespace CimCil.Configuration.Schema;

/// <summary>How a setting and its values are spelt where they are written, however they were typed.</summary>
/// <param name="Path">Its dotted path, as in JSON.</param>
/// <param name="Type">The type of its values; null where it chooses a kind.</param>
/// <param name="Kinds">The kinds that it may choose; none where it holds a value.</param>
internal sealed record SettingSpelling(string Path, SettingType? Type, IReadOnlyList<string> Kinds)
{
    /// <summary>Finds a setting by its path, also one that its section would have only if it were of another kind. Null where there is none.</summary>
    public static SettingSpelling? Of(ConfigSection root, string path) => Find([root], path.Split('.'), "");

    /// <summary>A value as it is written; one that is none of the setting stays as it is typed.</summary>
    public string ValueOf(string text) => Type is null
        ? Kinds.FirstOrDefault(kind => string.Equals(kind, text, StringComparison.OrdinalIgnoreCase)) ?? text
        : Type.TryParse(text, out var value) && Type.Defect(value) is null ? Type.Format(value) : text;

    private static SettingSpelling? Find(IEnumerable<ConfigSection> sections, string[] names, string prefix)
    {
        foreach (var section in sections)
        {
            switch (section.GetSchema().Find(names[0]))
            {
                case ValueSetting value when names.Length == 1:
                    return new SettingSpelling(prefix + value.Name, value.Type, []);
                case SectionSetting nested when names.Length > 1 && nested.Child(section) is { } child:
                    var (start, choices) = ($"{prefix}{nested.Name}.", SectionRegistry.ChoicesFor(nested.Family));
                    if (names.Length == 2 && string.Equals(names[1], SectionPaths.Kind, StringComparison.OrdinalIgnoreCase) && child.GetSchema().Kind.Length > 0)
                        return new SettingSpelling(start + SectionPaths.Kind, null, [.. choices.Select(choice => choice.Kind)]);
                    if (Find([child, .. choices.Select(choice => choice.Create())], names[1..], start) is { } found)
                        return found;
                    break;
            }
        }
        return null;
    }
}
