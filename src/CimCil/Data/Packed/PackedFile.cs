using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using CimCil.Foundation;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.GZip;

namespace CimCil.Data.Packed;

/// <summary>
/// A file of many images or labels, plain or packed by gzip (a name that ends in <c>.gz</c>). A plain one is read where an image lies; a
/// packed one is unpacked once, when the first image is asked for, and kept. Safe from several threads.
/// </summary>
internal sealed class PackedFile
{
    private const string Fix = "Unpack or download the dataset again.";

    private static ReadOnlySpan<byte> GZipStart => [0x1F, 0x8B];

    /// <summary>No bytes are packed tighter than this by gzip's method.</summary>
    private const long MostRatio = 1032;

    private readonly bool _isPacked;
    private readonly Lazy<byte[]> _unpacked;

    /// <summary>Names a file that is there; nothing is read.</summary>
    public PackedFile(string path)
    {
        Path = path;
        _isPacked = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        _unpacked = new Lazy<byte[]>(Unpack);
    }

    /// <summary>The path, for messages.</summary>
    public string Path { get; }

    /// <summary>Bytes once unpacked: what <see cref="RequireLength"/> was told.</summary>
    public long Length { get; private set; }

    /// <summary>The first bytes, fewer where the file has fewer.</summary>
    /// <exception cref="DataException">The file cannot be read or unpacked.</exception>
    public byte[] ReadHead(int count) => Try(() =>
    {
        using var stream = Content();
        var head = new byte[count];
        return head[..stream.ReadAtLeast(head, count, throwOnEndOfStream: false)];
    });

    /// <summary>The bytes that the file has by its own account; a packed one says it in its last four bytes.</summary>
    /// <exception cref="DataException">The file cannot be read.</exception>
    public long StatedLength() => Try(() =>
    {
        RequireContent();
        using var file = File.OpenHandle(Path);
        var length = RandomAccess.GetLength(file);
        if (!_isPacked)
            return length;
        Span<byte> last = stackalloc byte[4];
        return length >= last.Length && RandomAccess.Read(file, last, length - last.Length) == last.Length ? BinaryPrimitives.ReadUInt32LittleEndian(last) : 0;
    });

    /// <summary>Checks, without unpacking, that the file has as many bytes as its content asks for.</summary>
    /// <param name="length">Bytes once unpacked.</param>
    /// <param name="because">What they are, such as <c>7 images of 28 x 28 pixels</c>.</param>
    /// <exception cref="DataException">It has more or fewer.</exception>
    public void RequireLength(long length, string because)
    {
        var stated = StatedLength();
        if (length > Array.MaxLength || (_isPacked && length > MostRatio * new FileInfo(Path).Length))
            throw Other(stated, length, because);
        // The end of a file of several members is that of the last one, which may be empty.
        if (stated != length && !(_isPacked && UnpacksTo(length)))
            throw Other(stated, length, because);
        Length = length;
    }

    private DataException Other(long stated, long length, string because) =>
        new($"{Path} {(_isPacked ? Unpacked(length, because) : $"holds {stated} bytes, but {because} take {length}")}: the file is cut off or damaged. {Fix}");

    /// <summary>
    /// Whether a packed file has so many bytes and every member is there to its end and as its checksum says. The runtime's own stream
    /// takes a file that is cut off for one that ended.
    /// </summary>
    private bool UnpacksTo(long length)
    {
        try
        {
            using var stream = new GZipInputStream(File.OpenRead(Path));
            return Count(stream, length) == length;
        }
        catch (Exception failure) when (failure is SharpZipBaseException or EndOfStreamException)
        {
            return false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(failure);
        }
    }

    /// <summary>What a packed file of another length holds: its last four bytes say nothing where it is cut off, so it is unpacked to count.</summary>
    private string Unpacked(long length, string because)
    {
        long? count = null;
        try
        {
            using var stream = Content();
            count = Count(stream, length);
        }
        catch (InvalidDataException)
        {
            // Told below.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(failure);
        }
        if (count == length)
            return $"unpacks to the {length} bytes that {because} take, but its end, which says how many they are and proves them, is another";
        var found = count > length ? $"unpacks to more than {length} bytes" : count is { } less ? $"unpacks to {less} bytes" : "does not unpack to its end";
        return $"{found}, but {because} take {length}";
    }

    /// <summary>The bytes of a stream, counted until they are more than <paramref name="most"/>.</summary>
    private static long Count(Stream stream, long most)
    {
        var count = 0L;
        var some = new byte[1 << 16];
        for (int read; count <= most && (read = stream.Read(some)) > 0; count += read)
        {
        }
        return count;
    }

    /// <summary>Fills a span from a position.</summary>
    /// <exception cref="DataException">The file cannot be read or unpacked.</exception>
    public void Read(long offset, Span<byte> destination)
    {
        if (_isPacked)
        {
            _unpacked.Value.AsSpan((int)offset, destination.Length).CopyTo(destination);
            return;
        }
        try
        {
            RequireContent();
            using var file = File.OpenHandle(Path, options: FileOptions.RandomAccess);
            for (int count; destination.Length > 0; offset += count, destination = destination[count..])
            {
                count = RandomAccess.Read(file, destination, offset);
                if (count == 0)
                    throw new DataException($"{Path} ends at byte {offset}: it was longer when the dataset was listed. {Fix}");
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(failure);
        }
    }

    /// <summary>Adds all bytes, once unpacked, to a hash.</summary>
    /// <exception cref="DataException">The file cannot be read or unpacked.</exception>
    public void AppendTo(NonCryptographicHashAlgorithm hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        if (_isPacked)
        {
            hash.Append(_unpacked.Value);
            return;
        }
        Try(() =>
        {
            using var stream = Content();
            hash.Append(stream);
            return 0;
        });
    }

    /// <summary>Unpacks a packed file, which proves its checksum.</summary>
    /// <exception cref="DataException">It cannot be unpacked.</exception>
    public void Inspect()
    {
        if (_isPacked)
            _ = _unpacked.Value;
    }

    private byte[] Unpack() => Try(() =>
    {
        using var stream = Content();
        var bytes = new byte[Length];
        // Reading on behind the last byte is what compares the checksum.
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length || stream.ReadByte() >= 0)
            throw new DataException($"{Path} unpacks to another length than {Length} bytes: it is damaged. {Fix}");
        return bytes;
    });

    private Stream Content()
    {
        RequireContent();
        var file = File.OpenRead(Path);
        return _isPacked ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private void RequireContent()
    {
        if (FileContent.IsEmpty(Path))
            throw new DataException($"{Path} is empty, or a pipe, socket or device: a dataset lies in files. {Fix}");
    }

    private T Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(failure);
        }
        catch (InvalidDataException failure)
        {
            // What the library says of such a file is of a zip archive's entries.
            throw new DataException($"{Path} {WhyNotUnpacked()}", failure);
        }
    }

    private string WhyNotUnpacked()
    {
        Span<byte> start = stackalloc byte[2];
        using var file = File.OpenHandle(Path);
        start = start[..RandomAccess.Read(file, start, 0)];
        return start.SequenceEqual(GZipStart)
            ? $"is a damaged gzip file: its content does not unpack to what its checksum says. {Fix}"
            : $"is no gzip file, though its name ends in .gz: it begins with {Convert.ToHexString(start)}, and such a file with {Convert.ToHexString(GZipStart)}. Take .gz off its name if it is unpacked, or download it again.";
    }

    private DataException Unreadable(Exception failure) => new($"{Path} cannot be read: {failure.Message} Check the permissions and the medium, then start again.", failure);
}
