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
        writer.OpenRecord(record)
            .Line($"private static readonly {SchemaEmitter.Space}.SectionSchema OwnSchema = new(")
            .Line($"    typeof({record.QualifiedName}),")
            .Line("    \"\",")
            .Line($"    {Literals.Text(experiment.Summary)},")
            .Line($"    static () => new {record.QualifiedName}(),")
            .Line("    Parts.With(");
        SchemaEmitter.WriteParts(writer, record.QualifiedName, EquatableArray<SettingModel>.Empty, experiment.Rules, "));");
        return writer.Line()
            .Line("/// <inheritdoc/>")
            .Line($"public override string Name => {Literals.Text(experiment.Name)};")
            .Line()
            .Line("/// <inheritdoc/>")
            .Line($"public override string Summary => {Literals.Text(experiment.Summary)};")
            .Line()
            .Line("/// <inheritdoc/>")
            .Line($"public override {SchemaEmitter.Space}.SectionSchema GetSchema() => OwnSchema;")
            .Line()
            .Line("/// <summary>Reads what <see cref=\"global::CimCil.Configuration.ConfigSection.ToJson\"/> of this experiment wrote; keys may come in any order.</summary>")
            .Line("/// <exception cref=\"global::CimCil.Foundation.ConfigurationException\">The text is not the JSON of this experiment; the message lists everything that is wrong.</exception>")
            .Line($"public static {record.QualifiedName} FromJson(string json) => ReadJson(json, new {record.QualifiedName}());")
            .CloseRecord(record)
            .ToString();
    }
}
