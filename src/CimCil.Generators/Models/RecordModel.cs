namespace CimCil.Generators.Models;

/// <summary>Where a record is declared, as text: enough to write another part of it.</summary>
/// <param name="Namespace">The namespace; empty for the global one.</param>
/// <param name="Containers">The headers of the types around it, outermost first, such as <c>partial class Tests</c>.</param>
/// <param name="Header">The header of another part, such as <c>partial record Mine</c>.</param>
/// <param name="QualifiedName">The name with <c>global::</c>.</param>
/// <param name="Shape">Whether it can be made or only derived from.</param>
/// <param name="Visibility">Whether other files of the assembly can name it.</param>
/// <param name="Use">Whether code that uses the record or what it declares is an error.</param>
internal sealed record RecordModel(
    string Namespace,
    EquatableArray<string> Containers,
    string Header,
    string QualifiedName,
    RecordShape Shape,
    RecordVisibility Visibility,
    RecordUse Use)
{
    /// <summary>The name without marks, which is the name of its generated file; two records can differ in its case alone.</summary>
    public string FileName { get; } = QualifiedName.Replace("global::", "").Replace("@", "").Replace("<", "(").Replace(">", ")");

    /// <summary>Tells the file apart from one that has the same name on a disk that ignores case; mostly empty.</summary>
    public string FileMark { get; init; } = "";

    /// <summary>The aliases of references that its generated file declares; mostly none.</summary>
    public EquatableArray<string> Aliases { get; init; } = EquatableArray<string>.Empty;

    /// <summary>A file name for generated text that no other record of the assembly has.</summary>
    public string HintName => $"{FileName}{FileMark}.g.cs";
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

internal enum RecordUse
{
    Free,

    /// <summary>Something in it is marked <c>[Obsolete]</c> as an error, which only code that is obsolete itself may use.</summary>
    Obsolete,
}
