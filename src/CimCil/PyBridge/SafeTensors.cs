using System.Buffers.Binary;
using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>
/// The safetensors format: eight bytes with the header's length, a JSON header with a name, type, shape and byte range for each
/// tensor, then the tensors without gaps.
/// </summary>
public static class SafeTensors
{
    private const int LengthSize = 8;

    /// <summary>Opens a file and validates its whole header; no tensor is read.</summary>
    /// <exception cref="CheckpointException">The file is missing or breaks a rule of the format.</exception>
    public static CheckpointFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (ShardIndex.IsOne(path))
            return ShardIndex.Open(path);
        var source = ByteSource.OpenFile(path);
        try
        {
            return Open(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes tensors of any device and stride. The file appears under its name only when it is complete: an interrupted writer
    /// leaves an earlier file as it was.
    /// </summary>
    /// <param name="path">The file, which is replaced.</param>
    /// <param name="tensors">Names and tensors; names must be unique.</param>
    /// <param name="metadata">Strings for the header's <c>__metadata__</c>; Python's loaders expect <c>format</c> = <c>pt</c>, which is written when it is null.</param>
    /// <exception cref="CheckpointException">A name is used twice, a type is not in the format, or the file cannot be written.</exception>
    public static void Write(string path, IEnumerable<(string Name, torch.Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        var (header, ordered) = Layout(path, tensors, metadata);
        AtomicFile.Write(path, stream => Write(stream, header, ordered));
    }

    /// <summary>Writes tensors to a stream, which need not be seekable. Nothing is written before names and types were checked.</summary>
    internal static void Write(Stream stream, IEnumerable<(string Name, torch.Tensor Tensor)> tensors)
    {
        TensorBytes.RequireWritable(stream);
        var (header, ordered) = Layout("The stream", tensors, null);
        Write(stream, header, ordered);
    }

    private static (byte[] Header, List<(string Name, torch.Tensor Tensor)> Ordered) Layout(string name, IEnumerable<(string Name, torch.Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        tensors = [.. tensors];
        TensorBytes.RequireAlive(tensors);
        // The widest elements first keep every tensor aligned; within a width the caller's order stays.
        var ordered = tensors.OrderByDescending(entry => entry.Tensor.element_size()).ToList();
        return (SafeTensorsHeader.Compose(name, ordered, metadata), ordered);
    }

    private static void Write(Stream stream, byte[] header, List<(string Name, torch.Tensor Tensor)> ordered)
    {
        Span<byte> length = stackalloc byte[LengthSize];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var (_, tensor) in ordered)
            TensorBytes.Write(tensor, stream);
    }

    /// <summary>Whether a file certainly is one: a brace follows the length of the header.</summary>
    internal static bool IsOne(ReadOnlySpan<byte> start) => start.Length > LengthSize && start[LengthSize] == (byte)'{';

    /// <summary>Whether a file's first bytes are a length below four gigabytes, or are followed by an opening brace.</summary>
    internal static bool StartsLikeOne(ReadOnlySpan<byte> start) => start.Length > LengthSize
        && (start[LengthSize] == (byte)'{' || (!start[4..LengthSize].ContainsAnyExcept((byte)0) && !IsFramedPickle(start)));

    /// <summary>Protocols 4 and 5 begin with the length of a frame, whose zeros look like those of a header's length.</summary>
    private static bool IsFramedPickle(ReadOnlySpan<byte> start) => start[0] == PickleOpcode.Proto && start[1] is 4 or 5 && start[2] == PickleOpcode.Frame;

    internal static CheckpointFile Open(ByteSource source)
    {
        ForeignFile.ThrowIfOne(source);
        var start = new byte[(int)Math.Min(source.Length, 16)];
        source.Read(0, start);
        if (!IsOne(start) && ForeignFile.NotSafeTensors(source, start) is { } other)
            throw other;
        if (source.Length < LengthSize)
            throw new CheckpointException($"{source.Name} has {source.Length} bytes, too few for a safetensors file. Copy or download it again.");
        Span<byte> field = stackalloc byte[LengthSize];
        source.Read(0, field);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(field);
        if (length > SafeTensorsHeader.MaximumLength)
            throw new CheckpointException($"{source.Name}: the header says that it has {length} bytes; the format allows {SafeTensorsHeader.MaximumLength}. The file is damaged or no safetensors file.");
        if ((long)length > source.Length - LengthSize)
            throw new CheckpointException($"{source.Name} is cut off: its header has {length} bytes, but the file has {source.Length}. Copy or download it again.");
        var header = new byte[(int)length];
        source.Read(LengthSize, header);
        var (tensors, metadata) = SafeTensorsHeader.Parse(source, header, LengthSize + (long)length);
        return new CheckpointFile(source.Name, CheckpointFormat.SafeTensors, tensors, metadata, null, source);
    }
}
