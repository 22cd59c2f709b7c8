using CimCil.Tests;

namespace CimCil.Generators.Tests;

/// <summary>The files of <c>Cases</c>.</summary>
internal static class CaseFiles
{
    /// <summary>What every case may use: a base of experiments that breaks no rule, and bases for sections of one's own.</summary>
    public static string Prelude { get; } = File.ReadAllText(Path.Combine(Folder, "Prelude.cs"));

    /// <summary>The cases by their names, such as <c>Shapes/NotPartial</c>.</summary>
    public static IEnumerable<string> Names => Directory.GetFiles(Folder, "*.cs", SearchOption.AllDirectories)
        .Select(path => Path.ChangeExtension(Path.GetRelativePath(Folder, path), null).Replace('\\', '/'))
        .Where(name => name != "Prelude")
        .Order(StringComparer.Ordinal);

    private static string Folder => Checkout.At("tests/CimCil.Generators.Tests/Cases");

    public static Case Read(string name) => Case.Read(name, File.ReadAllText(Path.Combine(Folder, name + ".cs")).ReplaceLineEndings("\n"));
}
