using CimCil.Generators.Models;
using CimCil.Generators.Parsing;

namespace CimCil.Generators.Emitting;

/// <summary>
/// Writes what an assembly registers when it is loaded, in a namespace of CimCil's own and under a name that no other assembly has, and
/// the catalogue that the project itself sees.
/// </summary>
internal static class CatalogueEmitter
{
    private const string Space = "CimCil.Generated";
    private const string Entry = "global::CimCil.Configuration.ExperimentEntry";
    private const string Choice = SchemaEmitter.Space + ".SectionChoice";
    private const string List = "global::System.Collections.Generic.IReadOnlyList";

    public static string EmitCatalogue(CatalogueModel catalogue) => new SourceWriter()
        .Line($"namespace {catalogue.Namespace};")
        .Line()
        .Line("/// <summary>Every experiment of this assembly.</summary>")
        .Open($"internal static class {CatalogueNamespace.TypeName}")
        .Line("/// <summary>The experiments, sorted by name (ordinal).</summary>")
        .Line($"public static {List}<{Entry}> All => global::{Space}.{Registration(catalogue)}.Experiments;")
        .Close()
        .ToString();

    public static string EmitRegistration(CatalogueModel catalogue)
    {
        // An attribute of the assembly is never obsolete, and so cannot name what is.
        var names = string.Join(", ", catalogue.Experiments.Select(entry => Literals.Text(entry.Name)));
        var types = string.Join(", ", catalogue.Choices.Where(choice => choice.Use == RecordUse.Free).Select(choice => $"typeof({choice.TypeName})"));
        var aliases = catalogue.References.Select(reference => reference.Substring(0, reference.IndexOf(':'))).Where(alias => alias != "global").Distinct();
        var writer = new SourceWriter()
            .OpenAliases(aliases)
            .Line($"[assembly: global::{KnownNames.RegistrationAttribute}(typeof(global::{Space}.{Registration(catalogue)}), new string[] {{ {names} }}, new global::System.Type[] {{ {types} }})]")
            .Line()
            .Line($"namespace {Space};")
            .Line()
            .Line("/// <summary>What the assembly registers when it is loaded, for the programs that reference it.</summary>")
            .Line("[global::System.ComponentModel.EditorBrowsable(global::System.ComponentModel.EditorBrowsableState.Never)]")
            .Open($"public static class {Registration(catalogue)}");
        WriteExperiments(writer, catalogue.Experiments);
        WriteRegister(writer, catalogue);
        return writer.Close().ToString();
    }

    private static void WriteExperiments(SourceWriter writer, EquatableArray<CatalogueEntry> experiments)
    {
        writer.WriteUse(experiments.Any(entry => entry.Use == RecordUse.Obsolete) ? RecordUse.Obsolete : RecordUse.Free)
            .Line($"internal static {List}<{Entry}> Experiments {{ get; }} =")
            .Line("[");
        foreach (var entry in experiments)
            writer.Line($"    new {Entry}({Literals.Text(entry.Name)}, {Literals.Text(entry.Summary)}, static () => new {entry.TypeName}()),");
        writer.Line("];").Line();
    }

    private static void WriteRegister(SourceWriter writer, CatalogueModel catalogue)
    {
        writer.WriteUse(catalogue.Choices.Any(choice => choice.Use == RecordUse.Obsolete) ? RecordUse.Obsolete : RecordUse.Free)
            .Line("[global::System.Runtime.CompilerServices.ModuleInitializer]")
            .Open("internal static void Register()");
        // Nothing else may load an assembly whose experiments are asked for by name.
        foreach (var reference in catalogue.References)
            writer.Line($"global::System.Runtime.CompilerServices.RuntimeHelpers.RunModuleConstructor(typeof({reference}).Module.ModuleHandle);");
        if (catalogue.Choices.Count > 0)
        {
            writer.Line($"{SchemaEmitter.Space}.SectionRegistry.Register(").Line("[");
            foreach (var choice in catalogue.Choices)
                writer.Line($"    new {Choice}(typeof({choice.TypeName}), {Literals.Text(choice.Kind)}, static () => new {choice.TypeName}()),");
            writer.Line("]);");
        }
        if (catalogue.Experiments.Count > 0)
            writer.Line("global::CimCil.Configuration.ExperimentRegistry.Register(Experiments);");
        writer.Close();
    }

    private static string Registration(CatalogueModel catalogue) => $"Registration_{catalogue.Assembly}";
}
