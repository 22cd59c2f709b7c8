using System.IO.Enumeration;

namespace CimCil.Data;

/// <summary>
/// The visible files of folders and the folders below them. Links to folders are followed, but every real folder is entered once,
/// and never one that is reserved: a link to a folder above does not lead round in circles.
/// </summary>
internal sealed class FolderTree
{
    private const int MostLinks = 40;

    private static readonly EnumerationOptions Visible = new() { AttributesToSkip = FileAttributes.Hidden, IgnoreInaccessible = false };

    // Elsewhere than on Linux one folder may be written in several ways.
    private static readonly StringComparer Comparer = OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase;

    private readonly HashSet<string> _entered = new(Comparer);

    private readonly record struct Entry(string Name, bool IsFolder, bool IsLink);

    /// <summary>Reserves a folder and all folders above it: they are not entered from elsewhere.</summary>
    public void Reserve(string folder)
    {
        for (var at = RealPath(folder); at is not null; at = Path.GetDirectoryName(at))
            _entered.Add(at);
    }

    /// <summary>Leaves a folder out.</summary>
    public void LeaveOut(string folder) => _entered.Add(RealPath(folder));

    /// <summary>The files below a folder, as paths from there with forward slashes, sorted by code point. The folder itself is entered though it is reserved.</summary>
    /// <exception cref="IOException">A folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">A folder must not be listed.</exception>
    public string[] FilesBelow(string folder)
    {
        var names = new List<string>();
        var real = RealPath(folder);
        _entered.Add(real);
        Collect(folder, real, "", names);
        string[] sorted = [.. names];
        Array.Sort(sorted, StringComparer.Ordinal);
        return sorted;
    }

    /// <summary>The absolute path of a folder or file with every link on the way resolved.</summary>
    public static string RealPath(string path) => RealPath(path, 0);

    private void Collect(string folder, string real, string prefix, List<string> names)
    {
        var entries = new FileSystemEnumerable<Entry>(
            folder,
            (ref FileSystemEntry entry) => new Entry(entry.FileName.ToString(), entry.IsDirectory, entry.IsDirectory && (entry.Attributes & FileAttributes.ReparsePoint) != 0),
            Visible);
        var folders = new List<Entry>();
        foreach (var entry in entries)
        {
            // Also on Windows, where a leading dot does not hide a file: macOS leaves ._photo.jpg beside photo.jpg on foreign disks.
            if (entry.Name.StartsWith('.'))
                continue;
            if (entry.IsFolder)
                folders.Add(entry);
            else
                names.Add(prefix + entry.Name);
        }
        // By name, so that of several links to a folder the same one is followed on every machine.
        foreach (var entry in folders.OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var path = Path.Combine(folder, entry.Name);
            var target = entry.IsLink ? RealPath(path) : Path.Combine(real, entry.Name);
            if (_entered.Add(target))
                Collect(path, target, $"{prefix}{entry.Name}/", names);
        }
    }

    private static string RealPath(string path, int linkCount)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var real = Path.GetPathRoot(full)!;
        foreach (var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            if (linkCount < MostLinks && new DirectoryInfo(real).LinkTarget is { } target)
                real = RealPath(Path.Combine(Path.GetDirectoryName(real)!, target), ++linkCount);
        }
        return real;
    }
}
