using CimCil.Generators.Models;
using CimCil.Generators.Parsing;

namespace CimCil.Generators.Emitting;

/// <summary>Writes the other part of a record marked <c>[ConfigSection]</c>.</summary>
internal static class SectionEmitter
{
    public static string Emit(SectionModel section)
    {
        var record = section.Record;
        var writer = new SourceWriter();
        writer.OpenRecord(record);
        if (record.Shape == RecordShape.Sealed)
            writer.WriteUse(record.Use)
                .Line($"private static readonly {SchemaEmitter.Space}.SectionParts OwnParts = {section.PartsOwner}.Parts.With(");
        else
            writer.Line($"/// <inheritdoc cref=\"{SchemaEmitter.Section}.Parts\"/>")
                .Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]")
                .WriteUse(record.Use)
                .Line($"protected static new {SchemaEmitter.Space}.SectionParts Parts {{ get; }} = {section.PartsOwner}.Parts.With(");
        SchemaEmitter.WriteParts(writer, record.QualifiedName, section.Settings, section.Rules, ");");
        if (record.Shape != RecordShape.Abstract)
            WriteSchema(writer, section);
        if (section.Equality != SectionEquality.FromCompiler)
            WriteEquality(writer, section);
        return writer.CloseRecord(record).ToString();
    }

    private static void WriteSchema(SourceWriter writer, SectionModel section)
    {
        var record = section.Record;
        var parts = record.Shape == RecordShape.Sealed ? "OwnParts" : "Parts";
        writer.Line()
            .WriteUse(record.Use)
            .Line($"private static readonly {SchemaEmitter.Space}.SectionSchema OwnSchema = new(")
            .Line($"    typeof({record.QualifiedName}),")
            .Line($"    {Literals.Text(section.Kind)},")
            .Line($"    {Literals.Text(section.Summary)},")
            .Line($"    static () => new {record.QualifiedName}(),")
            .Line($"    {parts});")
            .Line()
            .Line("/// <inheritdoc/>")
            .Line($"public override {SchemaEmitter.Space}.SectionSchema GetSchema() => OwnSchema;");
    }

    private static void WriteEquality(SourceWriter writer, SectionModel section)
    {
        var record = section.Record;
        var modifier = record.Shape == RecordShape.Sealed ? "public" : "public virtual";
        var asksBase = section.Compared.Count == 0;
        var compared = asksBase ? section.Settings : section.Compared;
        writer.Line()
            .Line("/// <summary>Whether both sections have the same values; lists are compared by their items.</summary>")
            .WriteUse(record.Use)
            .Line($"{modifier} bool Equals({record.QualifiedName}? other) => (object)this == (object?)other")
            .Line(asksBase ? "    || (base.Equals(other)" : "    || ((object?)other != null && EqualityContract == other.EqualityContract");
        foreach (var setting in compared)
            writer.Line(setting.Kind == SettingKind.List
                ? $"        && {SchemaEmitter.Space}.SettingList.AreEqual(this.{setting.PropertyName}, other.{setting.PropertyName})"
                : $"        && global::System.Collections.Generic.EqualityComparer<{setting.TypeName}>.Default.Equals(this.{setting.PropertyName}, other.{setting.PropertyName})");
        writer.Line("    );");
        if (section.Equality == SectionEquality.WithoutHash)
            return;
        writer.Line()
            .Line("/// <inheritdoc/>")
            .WriteUse(record.Use)
            .Open("public override int GetHashCode()")
            .Line("global::System.HashCode hash = new();")
            .Line(asksBase ? "hash.Add(base.GetHashCode());" : "hash.Add(EqualityContract);");
        foreach (var setting in compared)
            writer.Line(setting.Kind == SettingKind.List
                ? $"hash.Add({SchemaEmitter.Space}.SettingList.Hash(this.{setting.PropertyName}));"
                : $"hash.Add(this.{setting.PropertyName});");
        writer.Line("return hash.ToHashCode();").Close();
    }
}
