namespace CimCil.Generators.Models;

/// <summary>One record marked <c>[Experiment]</c>.</summary>
/// <param name="Record">The record.</param>
/// <param name="Name">The name in the catalogue.</param>
/// <param name="Summary">One line for the catalogue.</param>
/// <param name="Rules">The rules that the record adds to those of its base.</param>
internal sealed record ExperimentModel(RecordModel Record, string Name, string Summary, EquatableArray<CrossRuleModel> Rules);

/// <summary>One line of the catalogue; it stays equal while the rest of the record is edited.</summary>
internal sealed record CatalogueEntry(string TypeName, string Name, string Summary);

/// <summary>One section that can be chosen by its kind.</summary>
internal sealed record ChoiceEntry(string TypeName, string Kind);

/// <summary>Everything that an assembly registers when it is loaded.</summary>
internal sealed record CatalogueModel(string Namespace, EquatableArray<CatalogueEntry> Experiments, EquatableArray<ChoiceEntry> Choices);
