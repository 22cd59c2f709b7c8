using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CimCil.Configuration.Schema;

/// <summary>Writes a section as canonical JSON: equal sections give the same bytes on every machine and in every culture.</summary>
internal static class SectionJsonWriter
{
    /// <summary>The key that names an experiment's record.</summary>
    public const string ExperimentKey = "experiment";

    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(ConfigSection section, SettingScope scope)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
            Write(writer, section, scope);
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, ConfigSection section, SettingScope scope)
    {
        var schema = section.GetSchema();
        writer.WriteStartObject();
        if (section is Experiment experiment)
            writer.WriteString(ExperimentKey, experiment.Name);
        else if (schema.Kind.Length > 0)
            writer.WriteString(SectionPaths.Kind, schema.Kind);
        foreach (var setting in schema.CanonicalSettings)
        {
            if (setting.IsOperational && scope == SettingScope.Deciding)
                continue;
            writer.WritePropertyName(setting.Name);
            if (setting is ValueSetting value)
                value.Type.Write(writer, value.Get(section));
            else if (((SectionSetting)setting).Child(section) is { } child)
                Write(writer, child, scope);
            else
                writer.WriteNullValue();
        }
        writer.WriteEndObject();
    }
}
