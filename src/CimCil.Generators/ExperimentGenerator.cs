using System.Collections.Immutable;
using CimCil.Generators.Emitting;
using CimCil.Generators.Models;
using CimCil.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CimCil.Generators;

/// <summary>
/// Completes the records marked <c>[ConfigSection]</c> and <c>[Experiment]</c> and writes the catalogue of the assembly.
/// Only the pipeline is here: records are parsed into equatable models, models become text. Problems are the business of
/// the analyzer, which keeps locations out of the models.
/// </summary>
[Generator]
public sealed class ExperimentGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var sections = context.SyntaxProvider
            .ForAttributeWithMetadataName(KnownNames.ConfigSectionAttribute, static (node, _) => node is RecordDeclarationSyntax, SectionParser.Parse)
            .Where(static section => section is not null)
            .WithTrackingName(TrackingNames.Sections);
        // What is no experiment stays in as null: a step that leaves it out would cost as much as all others for each edit.
        var experiments = context.SyntaxProvider
            .CreateSyntaxProvider(ExperimentParser.IsCandidate, ExperimentParser.Parse)
            .WithTrackingName(TrackingNames.Experiments);
        context.RegisterSourceOutput(sections, static (output, section) => output.AddSource(section!.Record.HintName, SectionEmitter.Emit(section)));
        context.RegisterSourceOutput(experiments, static (output, experiment) => Emit(output, experiment));

        var entries = experiments.Collect().Select(static (all, _) => Entries(all)).WithTrackingName(TrackingNames.Entries);
        var choices = sections.Collect().Select(static (all, _) => Choices(all)).WithTrackingName(TrackingNames.Choices);
        var catalogue = entries.Combine(choices).Combine(NamespaceParser.Parse(context))
            .Select(static (parts, _) => new CatalogueModel(parts.Right, parts.Left.Left, parts.Left.Right))
            .WithTrackingName(TrackingNames.Catalogue);
        context.RegisterSourceOutput(catalogue, static (output, model) => Emit(output, model));

        var code = context.SyntaxProvider.CreateSyntaxProvider(KnownCodeParser.IsCandidate, KnownCodeParser.Parse)
            .Where(static members => members.Count > 0)
            .Collect().Select(static (all, _) => Merge(all)).WithTrackingName(TrackingNames.Code);
        // Nothing that is typed in an editor refers to it.
        context.RegisterImplementationSourceOutput(code, static (output, members) => Emit(output, members));
    }

    private static EquatableArray<CatalogueEntry> Entries(ImmutableArray<ExperimentModel?> experiments) => new([.. experiments
        .Where(static experiment => experiment?.Record.Visibility == RecordVisibility.Assembly)
        .Select(static experiment => new CatalogueEntry(experiment!.Record.QualifiedName, experiment.Name, experiment.Summary))
        .OrderBy(static entry => entry.Name, StringComparer.Ordinal)
        .ThenBy(static entry => entry.TypeName, StringComparer.Ordinal)]);

    private static EquatableArray<ChoiceEntry> Choices(ImmutableArray<SectionModel?> sections) => new([.. sections
        .Where(static section => section!.Kind.Length > 0 && section.Record is { Visibility: RecordVisibility.Assembly, Shape: not RecordShape.Abstract })
        .Select(static section => new ChoiceEntry(section!.Record.QualifiedName, section.Kind))
        .OrderBy(static choice => choice.TypeName, StringComparer.Ordinal)]);

    private static EquatableArray<KnownCode> Merge(ImmutableArray<EquatableArray<KnownCode>> types) => new([.. types
        .SelectMany(static members => members)
        .GroupBy(static member => member.Id, StringComparer.Ordinal)
        .Select(static same => same.First())
        .OrderBy(static member => member.Id, StringComparer.Ordinal)]);

    private static void Emit(SourceProductionContext output, EquatableArray<KnownCode> code)
    {
        if (code.Count > 0)
            output.AddSource("KnownCode.g.cs", KnownCodeEmitter.Emit(code));
    }

    private static void Emit(SourceProductionContext output, ExperimentModel? experiment)
    {
        if (experiment is not null)
            output.AddSource(experiment.Record.HintName, ExperimentEmitter.Emit(experiment));
    }

    private static void Emit(SourceProductionContext output, CatalogueModel catalogue)
    {
        if (catalogue.Experiments.Count > 0)
            output.AddSource("ExperimentCatalogue.g.cs", CatalogueEmitter.EmitCatalogue(catalogue));
        if (catalogue.Experiments.Count > 0 || catalogue.Choices.Count > 0)
            output.AddSource("ConfigurationRegistration.g.cs", CatalogueEmitter.EmitRegistration(catalogue));
    }
}
