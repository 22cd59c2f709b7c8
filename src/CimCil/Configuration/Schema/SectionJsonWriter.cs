using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CimCil.Configuration.Schema;

/// <summary>Writes a section as canonical JSON: equal sections give the same bytes on every machine and in every culture.</summary>
internal static class SectionJsonWriter
{
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
        writer.WriteStartObject();
        if (section.Discriminator is { } discriminator)
            writer.WriteString(discriminator.Key, discriminator.Value);
        foreach (var setting in section.GetSchema().CanonicalSettings)
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
