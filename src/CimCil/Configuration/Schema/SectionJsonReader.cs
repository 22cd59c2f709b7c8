using System.Text.Json;
using CimCil.Foundation;

namespace CimCil.Configuration.Schema;

/// <summary>Reads JSON into sections. Keys may come in any order; what is missing keeps the experiment's value; everything wrong is reported together.</summary>
internal sealed class SectionJsonReader
{
    private readonly List<string> _errors = [];

    /// <summary>Reads an experiment whose record is found by the name in the JSON.</summary>
    /// <exception cref="ConfigurationException">The text is not the JSON of an experiment.</exception>
    public static Experiment ReadExperiment(string json, Func<string, Experiment> create)
    {
        using var document = Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(SectionJsonWriter.ExperimentKey, out var name) || name.ValueKind != JsonValueKind.String)
            throw new ConfigurationException($"The JSON is not an experiment: it must be an object with the key {SectionJsonWriter.ExperimentKey}. Write it with 'cimcil describe' or take config.json of a run.");
        var reader = new SectionJsonReader();
        var experiment = reader.Read(create(name.GetString()!), root, "");
        if (reader._errors.Count > 0)
            throw new ConfigurationException($"The JSON of {name.GetString()} has {Count(reader._errors.Count)}: {string.Join(" ", reader._errors)}");
        return (Experiment)experiment;
    }

    private static string Count(int errors) => errors == 1 ? "an error" : $"{errors} errors";

    private static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException failure)
        {
            throw new ConfigurationException($"The text is not JSON: {failure.Message} Write it with 'cimcil describe' or take config.json of a run.");
        }
    }

    private ConfigSection Read(ConfigSection section, JsonElement json, string prefix)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (property.NameEquals(section is Experiment ? SectionJsonWriter.ExperimentKey : SectionPaths.Kind))
                continue;
            var setting = section.GetSchema().Settings.FirstOrDefault(candidate => property.NameEquals(candidate.Name));
            if (setting is null)
                _errors.Add($"There is no setting {prefix}{property.Name}. {NearestNames.Suggest(prefix + property.Name, SectionPaths.Known(section, prefix))}");
            else if (setting is ValueSetting value)
                section = ReadValue(value, section, property.Value, prefix + setting.Name);
            else
                section = ReadSection((SectionSetting)setting, section, property.Value, prefix + setting.Name);
        }
        return section;
    }

    private ConfigSection ReadValue(ValueSetting setting, ConfigSection section, JsonElement json, string path)
    {
        if (setting.Type.TryRead(json, out var value))
            return setting.With(section, value);
        _errors.Add($"{path} cannot be {json.GetRawText()}: it is {setting.Expectation}.");
        return section;
    }

    private ConfigSection ReadSection(SectionSetting setting, ConfigSection section, JsonElement json, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            _errors.Add($"{path} cannot be {json.GetRawText()}: it is an object.");
            return section;
        }
        return StartOf(setting, setting.Child(section), json, path) is { } start ? setting.With(section, Read(start, json, path + ".")) : section;
    }

    private ConfigSection? StartOf(SectionSetting setting, ConfigSection? current, JsonElement json, string path)
    {
        if (!json.TryGetProperty(SectionPaths.Kind, out var kind) || (current is not null && kind.ValueEquals(current.GetSchema().Kind)))
            return current;
        var choices = SectionRegistry.ChoicesFor(setting.Family);
        var choice = kind.ValueKind == JsonValueKind.String ? choices.FirstOrDefault(candidate => kind.ValueEquals(candidate.Kind)) : null;
        if (choice is null)
            _errors.Add($"{path}.{SectionPaths.Kind} cannot be {kind.GetRawText()}: it is one of {string.Join(", ", choices.Select(candidate => candidate.Kind))}.");
        return choice?.Create();
    }
}
