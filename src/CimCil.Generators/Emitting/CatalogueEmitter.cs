using CimCil.Generators.Models;
using CimCil.Generators.Parsing;

namespace CimCil.Generators.Emitting;

/// <summary>Writes the catalogue of an assembly and the module initializer that registers it.</summary>
internal static class CatalogueEmitter
{
    private const string Entry = "global::CimCil.Configuration.ExperimentEntry";
    private const string Choice = SchemaEmitter.Space + ".SectionChoice";
    private const string List = "global::System.Collections.Generic.IReadOnlyList";

    public static string EmitCatalogue(CatalogueModel catalogue)
    {
        var writer = new SourceWriter()
            .Line($"namespace {catalogue.Namespace};")
            .Line()
            .Line("/// <summary>Every experiment of this assembly.</summary>")
            .Open("public static class ExperimentCatalogue")
            .Line("/// <summary>The experiments, sorted by name (ordinal).</summary>")
            .Line($"public static {List}<{Entry}> All {{ get; }} =")
            .Line("[");
        foreach (var entry in catalogue.Experiments)
            writer.Line($"    new {Entry}({Literals.Text(entry.Name)}, {Literals.Text(entry.Summary)}, static () => new {entry.TypeName}()),");
        return writer.Line("];").Close().ToString();
    }

    public static string EmitRegistration(CatalogueModel catalogue)
    {
        var writer = new SourceWriter()
            .Line($"namespace {catalogue.Namespace};")
            .Line()
            .Open("internal static class ConfigurationRegistration")
            .Line("[global::System.Runtime.CompilerServices.ModuleInitializer]")
            .Open("internal static void Register()");
        if (catalogue.Choices.Count > 0)
        {
            writer.Line($"{SchemaEmitter.Space}.SectionRegistry.Register(").Line("[");
            foreach (var choice in catalogue.Choices)
                writer.Line($"    new {Choice}(typeof({choice.TypeName}), {Literals.Text(choice.Kind)}, static () => new {choice.TypeName}()),");
            writer.Line("]);");
        }
        if (catalogue.Experiments.Count > 0)
            writer.Line("global::CimCil.Configuration.ExperimentRegistry.Register(ExperimentCatalogue.All);");
        return writer.Close().Close().ToString();
    }
}
