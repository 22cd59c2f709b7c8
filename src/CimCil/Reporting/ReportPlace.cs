using CimCil.Foundation;

namespace CimCil.Reporting;

/// <summary>Whether a report may go into a folder, which is looked at before anything is read or printed.</summary>
internal static class ReportPlace
{
    /// <summary>What a folder of our own is known by, and what it is then.</summary>
    private static readonly (string File, string Kind)[] Marks = [("sweep.json", "sweep"), ("manifest.json", "run"), ("config.json", "run")];

    /// <summary>Refuses a folder that cannot be one, and that of a run or a sweep: their own tables have the same names and would be lost.</summary>
    /// <param name="folder">Where the report is to go; it need not exist.</param>
    /// <param name="own">The run folder that the report is of, which may take it; null for a report of several.</param>
    /// <exception cref="ConfigurationException">The path is a file, lies below one, or is the folder of another run or of a sweep.</exception>
    public static void Check(string folder, string? own = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (MissingFolders.Of(Path.GetFullPath(folder)).Find(File.Exists) is { } file)
            throw new ConfigurationException($"{file} is a file, and a report needs a folder. Choose another place with --out DIR.");
        if (own is not null && RealPath.Of(own) == RealPath.Of(folder))
            return;
        if (KindOf(folder) is { } kind)
            throw new ConfigurationException($"{folder} is the folder of a {kind}, whose own report and tables would be replaced. Choose another folder with --out DIR.");
    }

    /// <summary>What a folder is of, <c>run</c> or <c>sweep</c>; null where it is of neither.</summary>
    public static string? KindOf(string folder) => Array.Find(Marks, mark => File.Exists(Path.Combine(folder, mark.File))).Kind;
}
