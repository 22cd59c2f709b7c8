namespace CimCil.Generators.Tests;

/// <summary>The files of <c>Cases</c>.</summary>
internal static class CaseFiles
{
    /// <summary>The root folder of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>What every case may use: a base of experiments that breaks no rule, and bases for sections of one's own.</summary>
    public static string Prelude { get; } = File.ReadAllText(Path.Combine(Folder, "Prelude.cs"));

    /// <summary>The cases by their names, such as <c>Shapes/NotPartial</c>.</summary>
    public static IEnumerable<string> Names => Directory.GetFiles(Folder, "*.cs", SearchOption.AllDirectories)
        .Select(path => Path.ChangeExtension(Path.GetRelativePath(Folder, path), null).Replace('\\', '/'))
        .Where(name => name != "Prelude")
        .Order(StringComparer.Ordinal);

    private static string Folder => Path.Combine(Root, "tests", "CimCil.Generators.Tests", "Cases");

    public static Case Read(string name) => Case.Read(name, File.ReadAllText(Path.Combine(Folder, name + ".cs")).ReplaceLineEndings("\n"));

    /// <summary>A single-file program is built elsewhere, and is run from the root folder.</summary>
    private static string FindRoot()
    {
        var folder = File.Exists("CimCil.sln") ? Environment.CurrentDirectory : AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CimCil.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests must run inside the repository.");
        return folder;
    }
}
