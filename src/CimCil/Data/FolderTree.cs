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

    /// <summary>Folders below the listed one that hold a file of this name are left out; null for none.</summary>
    public string? Marker { get; init; }

    /// <summary>The folders that were left out for their <see cref="Marker"/>, as paths from the listed one.</summary>
    public IReadOnlyList<string> Marked => _marked;

    private readonly List<string> _marked = [];

    private readonly record struct Entry(string Name, bool IsFolder, bool IsLink, long ByteCount);

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
    public ListedFile[] FilesBelow(string folder)
    {
        var files = new List<ListedFile>();
        var real = RealPath(folder);
        _entered.Add(real);
        Collect(folder, real, "", files);
        ListedFile[] sorted = [.. files];
        Array.Sort(sorted, static (one, other) => string.CompareOrdinal(one.Name, other.Name));
        return sorted;
    }

    /// <summary>The visible files of a folder itself, in no order.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder must not be listed.</exception>
    public static IEnumerable<ListedFile> FilesIn(string folder) =>
        EntriesOf(folder).Where(entry => !entry.IsFolder).Select(entry => new ListedFile(entry.Name, entry.ByteCount));

    /// <summary>The absolute path of a folder or file with every link on the way resolved.</summary>
    public static string RealPath(string path) => RealPath(path, 0);

    private void Collect(string folder, string real, string prefix, List<ListedFile> files)
    {
        var folders = new List<Entry>();
        Entry[] entries = [.. EntriesOf(folder)];
        if (Marker is not null && prefix.Length > 0 && Array.Exists(entries, entry => !entry.IsFolder && entry.Name == Marker))
        {
            _marked.Add(prefix.TrimEnd('/'));
            return;
        }
        foreach (var entry in entries)
        {
            if (entry.IsFolder)
                folders.Add(entry);
            else
                files.Add(new ListedFile(prefix + entry.Name, entry.ByteCount));
        }
        // By name, so that of several links to a folder the same one is followed on every machine.
        foreach (var entry in folders.OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var path = Path.Combine(folder, entry.Name);
            var target = entry.IsLink ? RealPath(path) : Path.Combine(real, entry.Name);
            if (_entered.Add(target))
                Collect(path, target, $"{prefix}{entry.Name}/", files);
        }
    }

    /// <summary>What is visible in a folder, with the sizes that the listing itself tells; of a link to a file it tells the link's.</summary>
    private static IEnumerable<Entry> EntriesOf(string folder)
    {
        var entries = new FileSystemEnumerable<Entry>(
            folder,
            static (ref FileSystemEntry entry) => new Entry(
                entry.FileName.ToString(), entry.IsDirectory, (entry.Attributes & FileAttributes.ReparsePoint) != 0, entry.IsDirectory ? 0 : entry.Length),
            Visible);
        foreach (var entry in entries)
        {
            // Also on Windows, where a leading dot does not hide a file: macOS leaves ._photo.jpg beside photo.jpg on foreign disks.
            if (entry.Name.StartsWith('.'))
                continue;
            yield return entry is { IsLink: true, IsFolder: false } ? entry with { ByteCount = TargetByteCount(Path.Combine(folder, entry.Name)) } : entry;
        }
    }

    /// <summary>Bytes of the file that a link leads to; 0 where it leads nowhere or in a circle, which is found when the image is read.</summary>
    private static long TargetByteCount(string link)
    {
        try
        {
            var file = new FileInfo(link);
            return (file.ResolveLinkTarget(returnFinalTarget: true) ?? file) is FileInfo { Exists: true } target ? target.Length : 0;
        }
        catch (IOException)
        {
            return 0;
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

/// <summary>A file as a listing has it.</summary>
/// <param name="Name">Its name, or its path from the folder that was listed, with forward slashes.</param>
/// <param name="ByteCount">Its size.</param>
internal readonly record struct ListedFile(string Name, long ByteCount);
