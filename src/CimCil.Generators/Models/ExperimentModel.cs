namespace CimCil.Generators.Models;

/// <summary>One record marked <c>[Experiment]</c>.</summary>
/// <param name="Record">The record.</param>
/// <param name="PartsOwner">The record that declares the parts which it inherits, with <c>global::</c>.</param>
/// <param name="Name">The name in the catalogue.</param>
/// <param name="Summary">One line for the catalogue.</param>
/// <param name="Rules">The rules that the record adds to those of its marked base.</param>
/// <param name="Completion">How much of it can be written.</param>
internal sealed record ExperimentModel(RecordModel Record, string PartsOwner, string Name, string Summary, EquatableArray<CrossRuleModel> Rules, Completion Completion);

internal enum Completion
{
    /// <summary>Everything.</summary>
    Whole,

    /// <summary>Only what other code of the user may name: the record has an error, which no second one should hide.</summary>
    Stub,
}
