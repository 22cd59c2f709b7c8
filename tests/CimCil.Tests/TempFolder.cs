namespace CimCil.Tests;

/// <summary>A new folder for one test, deleted with everything in it at the end.</summary>
internal sealed class TempFolder : IDisposable
{
    /// <summary>The full path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("cimcil-test-").FullName;

    /// <summary>The full path of something in the folder, given with forward slashes.</summary>
    public string this[string relative] => System.IO.Path.Combine([Path, .. relative.Split('/')]);

    /// <summary>Writes a file and the folders that it needs.</summary>
    public string Write(string relative, ReadOnlySpan<byte> content = default)
    {
        var path = this[relative];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Writes a text file of the given lines.</summary>
    public string WriteLines(string relative, params string[] lines)
    {
        var path = Write(relative);
        File.WriteAllLines(path, lines);
        return path;
    }

    /// <summary>Writes several empty files, enough where names alone count.</summary>
    public void WriteEmpty(params string[] relatives)
    {
        foreach (var relative in relatives)
            Write(relative);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
