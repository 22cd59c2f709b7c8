using System.Text.Json;
using CimCil.Foundation;

namespace CimCil.Configuration.Schema;

/// <summary>Reads JSON into sections. Keys may come in any order; what is missing keeps the experiment's value; everything wrong is reported together.</summary>
internal sealed class SectionJsonReader
{
    private readonly List<string> _errors = [];

    /// <summary>Reads a section whose record is found by its name in the JSON.</summary>
    /// <param name="json">The text.</param>
    /// <param name="key">The key of the name.</param>
    /// <param name="thing">What it is, such as <c>an experiment</c>.</param>
    /// <param name="create">Makes the section of a name.</param>
    /// <exception cref="ConfigurationException">The text is not the JSON of such a section; the message lists everything that is wrong.</exception>
    public static ConfigSection Read(string json, string key, string thing, Func<string, ConfigSection> create)
    {
        using var document = Parse(json);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(key, out var name) || name.ValueKind != JsonValueKind.String)
            throw new ConfigurationException($"The JSON is not {thing}: it must be an object with the key {key}, as config.json of a run and 'cimcil describe' have it.");
        var reader = new SectionJsonReader();
        var section = reader.Read(null, create(name.GetString()!), root, "");
        if (reader._errors.Count > 0)
            throw new ConfigurationException($"The JSON of {name.GetString()} has {Count(reader._errors.Count)}: {string.Join(" ", reader._errors)}");
        return section;
    }

    /// <summary>Reads a section that is chosen by its kind.</summary>
    /// <exception cref="ConfigurationException">The text is not the JSON of such a section.</exception>
    public static T ReadKind<T>(string json) where T : ConfigSection => (T)Read(json, SectionPaths.Kind, $"a section of type {typeof(T).Name}", kind =>
        SectionRegistry.ChoicesFor(typeof(T)).FirstOrDefault(choice => choice.Kind == kind)?.Create()
        ?? throw new ConfigurationException($"There is no {typeof(T).Name} of kind {kind}: it is one of {string.Join(", ", SectionRegistry.ChoicesFor(typeof(T)).Select(choice => choice.Kind))}."));

    private static string Count(int errors) => errors == 1 ? "an error" : $"{errors} errors";

    private static JsonDocument Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException failure)
        {
            throw new ConfigurationException($"The text is not JSON: {failure.Message} It must be as config.json of a run and 'cimcil describe' have it.");
        }
    }

    private ConfigSection Read(SectionSetting? place, ConfigSection section, JsonElement json, string prefix)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (section.Discriminator is { } discriminator && property.NameEquals(discriminator.Key))
                continue;
            var setting = section.GetSchema().Settings.FirstOrDefault(candidate => property.NameEquals(candidate.Name));
            if (setting is null)
                _errors.Add(SectionPaths.Missing(prefix + property.Name, property.Name, place, section, SectionPaths.Known(section, prefix)));
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
        return StartOf(setting, setting.Child(section), json, path) is { } start ? setting.With(section, Read(setting, start, json, path + ".")) : section;
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
