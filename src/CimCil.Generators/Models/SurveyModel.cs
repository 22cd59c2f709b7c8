using Microsoft.CodeAnalysis;

namespace CimCil.Generators.Models;

/// <summary>All records of a project.</summary>
/// <param name="Experiments">The experiments.</param>
/// <param name="Sections">The sections.</param>
/// <param name="Names">The names that must be unique.</param>
/// <param name="Errors">What is wrong with them. Places are those of the source that was surveyed.</param>
/// <param name="Catalogue">The namespace of the catalogue; empty where it has none.</param>
/// <param name="References">The assemblies that register something too.</param>
internal sealed record SurveyModel(
    EquatableArray<ExperimentModel> Experiments,
    EquatableArray<SectionModel> Sections,
    EquatableArray<NamedRecord> Names,
    EquatableArray<Diagnostic> Errors,
    string Catalogue,
    EquatableArray<RegistrationModel> References)
{
    public static SurveyModel Empty { get; } = new(
        EquatableArray<ExperimentModel>.Empty,
        EquatableArray<SectionModel>.Empty,
        EquatableArray<NamedRecord>.Empty,
        EquatableArray<Diagnostic>.Empty,
        "",
        EquatableArray<RegistrationModel>.Empty);
}

/// <summary>A record with a name that no other may have.</summary>
/// <param name="Name">The name of an experiment, or the kind of a section.</param>
/// <param name="Title">The record, as messages call it.</param>
/// <param name="Families">For a section, the records whose place it fits, with <c>global::</c>; none for an experiment.</param>
/// <param name="Place">Where the name is written; null in another assembly.</param>
internal sealed record NamedRecord(string Name, string Title, EquatableArray<string> Families, Location? Place);

/// <summary>What a referenced assembly registers.</summary>
/// <param name="TypeName">A public type of it, with <c>global::</c>.</param>
/// <param name="Names">The names that it has taken.</param>
internal sealed record RegistrationModel(string TypeName, EquatableArray<NamedRecord> Names);
