using CimCil.Foundation;

namespace CimCil.Runs;

/// <summary>The commit that is checked out, read from git's own files, so that git need not be installed.</summary>
internal static class GitCommit
{
    private const string Reference = "ref: ";

    /// <summary>The commit of the checkout that <paramref name="folder"/> lies in; null when it lies in none or the checkout has no commit.</summary>
    public static string? Of(string folder)
    {
        for (var place = new DirectoryInfo(folder); place is not null; place = place.Parent)
        {
            var git = Path.Combine(place.FullName, ".git");
            try
            {
                if (Directory.Exists(git))
                    return Head(git, git);
                if (File.Exists(git))
                    return OfWorktree(place.FullName, git);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                return null; // The manifest goes without a commit that cannot be read.
            }
        }
        return null;
    }

    /// <summary>A linked worktree or submodule: the file names the folder with HEAD, which names the folder with the branches.</summary>
    private static string? OfWorktree(string checkout, string file)
    {
        var named = FileContent.Text(file).Trim();
        const string Pointer = "gitdir: ";
        if (!named.StartsWith(Pointer, StringComparison.Ordinal))
            return null;
        var own = Path.GetFullPath(named[Pointer.Length..], checkout);
        var common = Path.Combine(own, "commondir");
        return Head(own, File.Exists(common) ? Path.GetFullPath(FileContent.Text(common).Trim(), own) : own);
    }

    private static string? Head(string own, string common)
    {
        var head = Path.Combine(own, "HEAD");
        if (!File.Exists(head))
            return null;
        var text = FileContent.Text(head).Trim();
        if (!text.StartsWith(Reference, StringComparison.Ordinal))
            return text;
        var branch = text[Reference.Length..];
        var loose = Path.Combine(common, branch);
        if (File.Exists(loose))
            return FileContent.Text(loose).Trim();
        var packed = Path.Combine(common, "packed-refs");
        return File.Exists(packed)
            ? FileContent.Lines(packed).FirstOrDefault(line => line.EndsWith(' ' + branch, StringComparison.Ordinal))?.Split(' ')[0]
            : null;
    }
}
