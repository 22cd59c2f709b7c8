using CimCil.Foundation;
using Microsoft.Win32.SafeHandles;

namespace CimCil.PyBridge;

/// <summary>The bytes of a file, or of an array, at any position. Nothing is read before it is asked for.</summary>
internal sealed class ByteSource : IDisposable
{
    private readonly SafeFileHandle? _file;
    private readonly ReadOnlyMemory<byte> _memory;

    private ByteSource(string name, SafeFileHandle? file, ReadOnlyMemory<byte> memory, long length)
    {
        Name = name;
        _file = file;
        _memory = memory;
        Length = length;
    }

    /// <summary>What messages call it: the path.</summary>
    public string Name { get; }

    public long Length { get; }

    /// <exception cref="CheckpointException">The file is missing or cannot be opened.</exception>
    public static ByteSource OpenFile(string path)
    {
        if (Directory.Exists(path))
            throw new CheckpointException(ForeignFile.ExplainFolder(path));
        RequireContent(path);
        try
        {
            var handle = File.OpenHandle(path);
            return new ByteSource(path, handle, default, RandomAccess.GetLength(handle));
        }
        catch (NotSupportedException failure)
        {
            throw new CheckpointException($"{path} is a pipe, socket or device: weights are read from a file. Write them to a file first.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unopened(path, failure);
        }
    }

    /// <summary>Says why a file of weights could not be opened.</summary>
    public static CheckpointException Unopened(string path, Exception failure) => failure is FileNotFoundException or DirectoryNotFoundException
        ? new($"{path} does not exist: weights are read from a file. Check the path{(Path.IsPathRooted(path) ? "" : $", which begins in {Directory.GetCurrentDirectory()}")}.", failure)
        : new($"{path} cannot be opened: {failure.Message}", failure);

    /// <summary>A pipe would wait for a writer, perhaps for ever.</summary>
    /// <exception cref="CheckpointException">The file holds no bytes.</exception>
    public static void RequireContent(string path)
    {
        if (FileContent.IsEmpty(path))
            throw new CheckpointException($"{path} is empty, or a pipe, socket or device: weights are read from a file. Copy or download it again.");
    }

    public static ByteSource Over(string name, ReadOnlyMemory<byte> bytes) => new(name, null, bytes, bytes.Length);

    /// <summary>The rest of a stream, in memory.</summary>
    /// <exception cref="CheckpointException">It has more bytes than an array can hold, or cannot be read.</exception>
    public static ByteSource ReadToEnd(Stream stream, bool leaveOpen)
    {
        ArgumentNullException.ThrowIfNull(stream);
        const string Name = "The stream";
        try
        {
            using var all = new MemoryStream();
            stream.CopyTo(all);
            return Over(Name, all.ToArray());
        }
        catch (Exception failure) when (failure is IOException or NotSupportedException)
        {
            throw new CheckpointException($"{Name} cannot be read: {failure.Message} Streams are read into memory and must be below 2 GB; larger files are opened by their path.", failure);
        }
        finally
        {
            if (!leaveOpen)
                stream.Dispose();
        }
    }

    /// <summary>Fills the whole span from a position.</summary>
    /// <exception cref="CheckpointException">The source ends before.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset > Length - destination.Length)
            throw Ends(offset, destination.Length);
        if (_file is null)
        {
            _memory.Span.Slice((int)offset, destination.Length).CopyTo(destination);
            return;
        }
        while (!destination.IsEmpty)
        {
            var count = ReadFile(offset, destination);
            if (count == 0)
                throw Ends(offset, destination.Length);
            offset += count;
            destination = destination[count..];
        }
    }

    public void Dispose() => _file?.Dispose();

    private int ReadFile(long offset, Span<byte> destination)
    {
        try
        {
            return RandomAccess.Read(_file!, destination, offset);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"{Name} cannot be read: {failure.Message}", failure);
        }
    }

    private CheckpointException Ends(long offset, long count) =>
        new($"{Name} is cut off: {count} bytes are expected at position {offset}, but the file has {Length}. Copy or download it again.");
}
