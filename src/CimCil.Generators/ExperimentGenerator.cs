using CimCil.Generators.Diagnostics;
using CimCil.Generators.Emitting;
using CimCil.Generators.Models;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace CimCil.Generators;

/// <summary>
/// Completes the records marked <c>[ConfigSection]</c> and <c>[Experiment]</c> and writes the catalogue of the assembly.
/// Only the pipeline is here: records are parsed into equatable models, models become text. An error in the declaration of a record is
/// reported here, because the compiler may stop before it runs an analyzer.
/// </summary>
[Generator]
public sealed class ExperimentGenerator : IIncrementalGenerator
{
    private readonly RecordSurvey.Reader _read;

    /// <summary>Creates the generator.</summary>
    public ExperimentGenerator() : this(RecordReading.Read)
    {
    }

    internal ExperimentGenerator(RecordSurvey.Reader read) => _read = read;

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var memory = new RecordSurvey(_read);
        var rootNamespace = context.AnalyzerConfigOptionsProvider.Select(static (options, _) => options.GlobalOptions.TryGetValue("build_property.RootNamespace", out var name) ? name : "");
        var survey = context.CompilationProvider.Combine(rootNamespace).Select((from, cancellation) => memory.Run(from.Left, from.Right, cancellation));
        // The steps after these two run only when a record has changed, not whenever the place of one has.
        var allExperiments = survey.Select(static (model, _) => model.Experiments);
        var allSections = survey.Select(static (model, _) => model.Sections);
        var experiments = allExperiments.SelectMany(static (all, _) => all).WithTrackingName(TrackingNames.Experiments);
        var sections = allSections.SelectMany(static (all, _) => all).WithTrackingName(TrackingNames.Sections);
        context.RegisterSourceOutput(experiments, static (output, experiment) => Emit(output, experiment.Record, () => ExperimentEmitter.Emit(experiment)));
        context.RegisterSourceOutput(sections, static (output, section) => Emit(output, section.Record, () => SectionEmitter.Emit(section)));

        context.RegisterSourceOutput(survey.Select(static (model, _) => model.Errors), Report);
        var names = survey.Select(static (model, _) => (model.Names, model.References));
        context.RegisterSourceOutput(names.Select(static (all, _) => DuplicateChecks.Find(all.Names, all.References)), Report);

        var entries = allExperiments.Select(static (all, _) => Entries(all)).Select(static (all, _) => Sorted(all, entry => entry.Name, entry => entry.TypeName)).WithTrackingName(TrackingNames.Entries);
        var choices = allSections.Select(static (all, _) => Choices(all)).Select(static (all, _) => Sorted(all, choice => choice.TypeName, choice => choice.Kind)).WithTrackingName(TrackingNames.Choices);
        var place = survey.Select(static (model, _) => (Catalogue: model.Experiments.Count > 0 ? model.Catalogue : "", References: new EquatableArray<string>([.. model.References.Select(reference => reference.TypeName)])));
        var assembly = context.CompilationProvider.Select(static (compilation, _) => Identifiers.Unique(compilation.AssemblyName ?? ""));
        var catalogue = entries.Combine(choices).Combine(place).Combine(assembly)
            .Select(static (parts, _) => new CatalogueModel(parts.Right, parts.Left.Right.Catalogue, parts.Left.Left.Left, parts.Left.Left.Right, parts.Left.Right.References))
            .WithTrackingName(TrackingNames.Catalogue);
        context.RegisterSourceOutput(catalogue, static (output, model) => Emit(output, model));

        var code = context.CompilationProvider.Select(memory.ReadCode).WithTrackingName(TrackingNames.Code);
        // Nothing that is typed in an editor refers to it.
        context.RegisterImplementationSourceOutput(code, static (output, members) => Emit(output, members));
    }

    private static EquatableArray<CatalogueEntry> Entries(EquatableArray<ExperimentModel> experiments) => new([.. experiments
        .Where(static experiment => experiment.Completion == Completion.Whole && experiment.Record.Visibility == RecordVisibility.Assembly)
        .Select(static experiment => new CatalogueEntry(experiment.Record.QualifiedName, experiment.Name, experiment.Summary, experiment.Record.Use))]);

    private static EquatableArray<ChoiceEntry> Choices(EquatableArray<SectionModel> sections) => new([.. sections
        .Where(static section => section.Kind.Length > 0 && section.Record is { Visibility: RecordVisibility.Assembly, Shape: not RecordShape.Abstract })
        .Select(static section => new ChoiceEntry(section.Record.QualifiedName, section.Kind, section.Record.Use))]);

    private static void Emit(SourceProductionContext output, EquatableArray<KnownCode> code)
    {
        if (code.Count > 0)
            output.AddSource("KnownCode.g.cs", KnownCodeEmitter.Emit(code));
    }

    private static EquatableArray<T> Sorted<T>(EquatableArray<T> all, Func<T, string> first, Func<T, string> second) where T : IEquatable<T> =>
        new([.. all.OrderBy(first, StringComparer.Ordinal).ThenBy(second, StringComparer.Ordinal)]);

    private static void Report(SourceProductionContext output, EquatableArray<Diagnostic> errors)
    {
        foreach (var error in errors)
            output.ReportDiagnostic(error);
    }

    /// <summary>A record that cannot be written must not take the others down.</summary>
    private static void Emit(SourceProductionContext output, RecordModel record, Func<string> write)
    {
        try
        {
            output.AddSource(record.HintName, write());
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            output.ReportDiagnostic(Diagnostic.Create(Descriptors.Failure, Location.None, record.FileName, $"{failure.GetType().Name}: {failure.Message}"));
        }
    }

    private static void Emit(SourceProductionContext output, CatalogueModel catalogue)
    {
        // No record has a dash in its name, and so no file of a record has one.
        if (catalogue.Namespace.Length > 0 || catalogue.Experiments.Count > 0 || catalogue.Choices.Count > 0 || catalogue.References.Count > 0)
            output.AddSource("CimCil-Registration.g.cs", CatalogueEmitter.EmitRegistration(catalogue));
        if (catalogue.Namespace.Length > 0)
            output.AddSource("CimCil-Catalogue.g.cs", CatalogueEmitter.EmitCatalogue(catalogue));
    }
}
