namespace CimCil.Generators.Tests;

/// <summary>One project of a user.</summary>
/// <param name="Name">The name of its assembly.</param>
/// <param name="Sources">File names and texts.</param>
internal sealed record CompilerProject(string Name, IReadOnlyList<(string Name, string Text)> Sources)
{
    /// <summary>The project's root namespace.</summary>
    public string RootNamespace { get; init; } = Name;

    /// <summary>The version of the language, such as <c>12</c>; the SDK's own is 14.</summary>
    public string Language { get; init; } = "14";

    /// <summary>The setting of nullable references: <c>enable</c> or <c>disable</c>.</summary>
    public string Nullable { get; init; } = "enable";

    /// <summary>Assemblies beside .NET and the library.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The alias by which projects after it reference it; null where they need none.</summary>
    public string? Alias { get; init; }

    /// <summary>Diagnostics that are not shown.</summary>
    public IReadOnlyList<string> Silenced { get; init; } = [];

    /// <summary>Which analyzers run beside ours.</summary>
    public CompilerAnalysis Analysis { get; init; }

    /// <summary>The file of documentation comments; null where the project writes none.</summary>
    public string? Documentation { get; init; }
}

/// <summary>Which analyzers run beside ours.</summary>
internal enum CompilerAnalysis
{
    /// <summary>None.</summary>
    Ours,

    /// <summary>All of .NET's own, every rule an error.</summary>
    All,
}

/// <summary>An error or warning of the compiler.</summary>
/// <param name="Id">Such as <c>CS0534</c>.</param>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="Path">The file, relative to the project; empty where it has no place.</param>
/// <param name="Span">First line and column, last line and column, counted from 1; empty where it has no place.</param>
/// <param name="Text">The message.</param>
internal sealed record CompilerMessage(string Id, string Severity, string Path, string Span, string Text)
{
    public override string ToString() => $"{Id} {Path}({Span}): {Text}";
}
