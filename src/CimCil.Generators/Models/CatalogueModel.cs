namespace CimCil.Generators.Models;

/// <summary>Everything that an assembly registers when it is loaded.</summary>
/// <param name="Assembly">A name for the registration that no other assembly has.</param>
/// <param name="Namespace">Where the catalogue can be declared for the project's own use; empty where it cannot.</param>
/// <param name="Experiments">The experiments, sorted by name.</param>
/// <param name="Choices">The sections that have a kind.</param>
/// <param name="References">The registrations of the assemblies that it references, with <c>global::</c>.</param>
internal sealed record CatalogueModel(
    string Assembly,
    string Namespace,
    EquatableArray<CatalogueEntry> Experiments,
    EquatableArray<ChoiceEntry> Choices,
    EquatableArray<string> References);

/// <summary>One line of the catalogue; it stays equal while the rest of the record is edited.</summary>
internal sealed record CatalogueEntry(string TypeName, string Name, string Summary, RecordUse Use);

/// <summary>One section that can be chosen by its kind.</summary>
internal sealed record ChoiceEntry(string TypeName, string Kind, RecordUse Use);
