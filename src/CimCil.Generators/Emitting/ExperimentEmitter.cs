using CimCil.Generators.Models;
using CimCil.Generators.Parsing;

namespace CimCil.Generators.Emitting;

/// <summary>Writes the other part of a record marked <c>[Experiment]</c>.</summary>
internal static class ExperimentEmitter
{
    public static string Emit(ExperimentModel experiment)
    {
        var record = experiment.Record;
        var writer = new SourceWriter();
        writer.OpenRecord(record);
        if (experiment.Completion == Completion.Whole)
            WriteSchema(writer, experiment);
        WriteReader(writer, experiment);
        return writer.CloseRecord(record).ToString();
    }

    private static void WriteSchema(SourceWriter writer, ExperimentModel experiment)
    {
        var record = experiment.Record;
        writer.WriteUse(record.Use)
            .Line($"private static readonly {SchemaEmitter.Space}.SectionSchema OwnSchema = new(")
            .Line($"    typeof({record.QualifiedName}),")
            .Line("    \"\",")
            .Line($"    {Literals.Text(experiment.Summary)},")
            .Line($"    static () => new {record.QualifiedName}(),")
            .Line($"    {experiment.PartsOwner}.Parts.With(");
        SchemaEmitter.WriteParts(writer, record.QualifiedName, EquatableArray<SettingModel>.Empty, experiment.Rules, "));");
        writer.Line()
            .Line("/// <inheritdoc/>")
            .Line($"public override string Name => {Literals.Text(experiment.Name)};")
            .Line()
            .Line("/// <inheritdoc/>")
            .Line($"public override string Summary => {Literals.Text(experiment.Summary)};")
            .Line()
            .Line("/// <inheritdoc/>")
            .Line($"public override {SchemaEmitter.Space}.SectionSchema GetSchema() => OwnSchema;")
            .Line();
    }

    private static void WriteReader(SourceWriter writer, ExperimentModel experiment)
    {
        var type = experiment.Record.QualifiedName;
        var body = experiment.Completion == Completion.Whole ? $"ReadJson(json, new {type}())" : "throw new global::System.NotSupportedException()";
        writer.Line("/// <summary>Reads what <see cref=\"global::CimCil.Configuration.ConfigSection.ToJson\"/> of this experiment wrote; keys may come in any order.</summary>")
            .Line("/// <exception cref=\"global::CimCil.Foundation.ConfigurationException\">The text is not the JSON of this experiment; the message lists everything that is wrong.</exception>")
            .Line($"public static {type} FromJson(string json) => {body};");
    }
}
