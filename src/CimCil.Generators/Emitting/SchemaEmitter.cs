using CimCil.Generators.Models;
using CimCil.Generators.Parsing;

namespace CimCil.Generators.Emitting;

/// <summary>Writes what a record adds to its schema.</summary>
internal static class SchemaEmitter
{
    public const string Space = "global::CimCil.Configuration.Schema";
    public const string Section = "global::CimCil.Configuration.ConfigSection";

    /// <summary>Lets code use what is marked <c>[Obsolete]</c> as an error: only obsolete code may, and this code is the record's own.</summary>
    public static SourceWriter WriteUse(this SourceWriter writer, RecordUse use) => use == RecordUse.Obsolete ? writer.Line("[global::System.Obsolete]") : writer;

    /// <summary>The arguments that add settings and rules to the parts of the base.</summary>
    public static void WriteParts(SourceWriter writer, string owner, EquatableArray<SettingModel> settings, EquatableArray<CrossRuleModel> rules, string end)
    {
        writer.Line(settings.Count == 0 ? "[]," : "[");
        foreach (var setting in settings)
            WriteSetting(writer, owner, setting);
        if (settings.Count > 0)
            writer.Line("],");
        writer.Line(rules.Count == 0 ? $"[]{end}" : "[");
        foreach (var rule in rules)
            writer.Line($"    new {Space}.CrossRule({Literals.Text(rule.Words)}, static section => {rule.Method}(({rule.ParameterType})section)),");
        if (rules.Count > 0)
            writer.Line($"]{end}");
    }

    private static void WriteSetting(SourceWriter writer, string owner, SettingModel setting)
    {
        var type = setting.Kind == SettingKind.Section ? $"typeof({setting.SchemaType})" : setting.SchemaType;
        writer.Line($"    new {Space}.{(setting.Kind == SettingKind.Section ? "SectionSetting" : "ValueSetting")}(");
        writer.Line($"        {Literals.Text(setting.Name)},");
        writer.Line($"        {type},");
        if (setting.Kind != SettingKind.Section)
            writer.Line($"        [{string.Join(", ", setting.Rules)}],");
        writer.Line($"        {Literals.Text(setting.Summary)},");
        writer.Line($"        static section => (({owner})section).{setting.PropertyName},");
        var end = setting.Effect == SettingEffect.Operational ? ") { IsOperational = true }," : "),";
        writer.Line($"        static (section, value) => (({owner})section) with {{ {setting.PropertyName} = ({setting.TypeName})value! }}{end}");
    }
}
