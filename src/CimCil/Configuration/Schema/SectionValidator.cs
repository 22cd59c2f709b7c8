namespace CimCil.Configuration.Schema;

/// <summary>Checks every rule of a section and of the sections in it.</summary>
internal static class SectionValidator
{
    public static IReadOnlyList<ConfigProblem> Validate(ConfigSection section)
    {
        var problems = new List<ConfigProblem>();
        Check(section, DefaultSections.Of(section), "", problems);
        return problems;
    }

    private static void Check(ConfigSection section, ConfigSection defaults, string prefix, List<ConfigProblem> problems)
    {
        var schema = section.GetSchema();
        var before = problems.Count;
        var complete = true;
        foreach (var setting in schema.Settings.OfType<ValueSetting>())
            CheckValue(setting, section, defaults, prefix, problems);
        var valuesHold = problems.Count == before;
        foreach (var setting in schema.Settings.OfType<SectionSetting>())
        {
            var path = prefix + setting.Name;
            if (setting.Child(section) is { } child)
            {
                Check(child, DefaultSections.OfChild(setting, child, defaults), path + ".", problems);
                continue;
            }
            complete = false;
            problems.Add(new ConfigProblem(path, "null", "it must be given", "Set it in the record."));
        }
        if (valuesHold && complete)
            CheckCrossRules(schema, section, prefix, problems);
    }

    private static void CheckValue(ValueSetting setting, ConfigSection section, ConfigSection defaults, string prefix, List<ConfigProblem> problems)
    {
        var value = setting.Get(section);
        if (setting.BrokenRule(value) is { } rule)
            problems.Add(new ConfigProblem(prefix + setting.Name, Shown(setting.Type.Format(value)), rule, Fix(setting, setting.Get(defaults))));
    }

    /// <summary>An empty text or list in a sentence.</summary>
    private static string Shown(string value) => value.Length == 0 ? "empty" : value;

    private static string Fix(ValueSetting setting, object? standard) => setting.BrokenRule(standard) is null
        ? $"Choose {setting.Expectation}; the default is {Shown(setting.Type.Format(standard))}."
        : $"Choose {setting.Expectation}.";

    /// <summary>A rule over several settings says nothing new about a setting that is already reported.</summary>
    private static void CheckCrossRules(SectionSchema schema, ConfigSection section, string prefix, List<ConfigProblem> problems)
    {
        var reported = problems.Select(problem => problem.Path).ToHashSet(StringComparer.Ordinal);
        foreach (var rule in schema.Rules)
        {
            try
            {
                if (rule.Check(section) is { } found && reported.Add(prefix + found.Path))
                    problems.Add(found with { Path = prefix + found.Path, Rule = found.Rule.Length == 0 ? rule.Words : found.Rule });
            }
            catch (Exception failure)
            {
                // The method is its author's, and every other rule still counts.
                problems.Add(new ConfigProblem(
                    prefix.Length == 0 ? Title(section) : prefix.TrimEnd('.'),
                    "not checked",
                    $"the rule '{rule.Words}' of {section.GetType().Name} threw {failure.GetType().Name}: {failure.Message}",
                    "Mend the rule's method so that it returns a problem or null for every value."));
            }
        }
    }

    private static string Title(ConfigSection section) => section.Discriminator?.Value ?? section.GetType().Name;
}
