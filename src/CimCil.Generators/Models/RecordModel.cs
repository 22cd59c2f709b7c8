namespace CimCil.Generators.Models;

/// <summary>Where a record is declared, as text: enough to write another part of it.</summary>
/// <param name="Namespace">The namespace; empty for the global one.</param>
/// <param name="Containers">The headers of the types around it, outermost first, such as <c>partial class Tests</c>.</param>
/// <param name="Name">The simple name.</param>
/// <param name="QualifiedName">The name with <c>global::</c>.</param>
/// <param name="Shape">Whether it can be made or only derived from.</param>
/// <param name="Visibility">Whether other files of the assembly can name it.</param>
internal sealed record RecordModel(
    string Namespace,
    EquatableArray<string> Containers,
    string Name,
    string QualifiedName,
    RecordShape Shape,
    RecordVisibility Visibility)
{
    /// <summary>A file name for generated text that no other record of the assembly has.</summary>
    public string HintName => QualifiedName.Replace("global::", "") + ".g.cs";
}

internal enum RecordShape
{
    Abstract,
    Open,
    Sealed,
}

internal enum RecordVisibility
{
    Assembly,
    Hidden,
}
