using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>The JSON header of a safetensors file: its rules, reading and writing.</summary>
internal static class SafeTensorsHeader
{
    /// <summary>The format's limit, in bytes.</summary>
    public const int MaximumLength = 100_000_000;

    private const string MetadataName = "__metadata__";
    private const int MaximumDimensionCount = 64;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    /// <summary>Reads and validates a header whose tensors start at a position of the file and fill the rest of it.</summary>
    public static (IReadOnlyList<CheckpointTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) Parse(ByteSource source, byte[] header, long dataStart)
    {
        if (header.Length == 0 || header[0] != '{')
            throw Breaks(source, "does not begin with '{'");
        if (!Utf8.IsValid(header))
            throw Breaks(source, "is not UTF-8");
        try
        {
            using var document = JsonDocument.Parse(header, Strict);
            var tensors = new List<CheckpointTensor>();
            IReadOnlyDictionary<string, string> metadata = new Dictionary<string, string>();
            foreach (var entry in document.RootElement.EnumerateObject())
            {
                if (entry.NameEquals(MetadataName))
                    metadata = ParseMetadata(source, entry.Value);
                else
                    tensors.Add(ParseTensor(source, entry, dataStart));
            }
            CheckRanges(source, tensors, dataStart);
            return (tensors, metadata);
        }
        catch (JsonException failure)
        {
            throw Breaks(source, $"is not valid JSON ({failure.Message.TrimEnd('.')})", failure);
        }
        catch (InvalidOperationException failure)
        {
            // An escaped half of a surrogate pair: valid JSON, but no text.
            throw Breaks(source, "holds text that is not valid Unicode", failure);
        }
    }

    /// <summary>The header of tensors that are written in this order, padded with spaces to a multiple of eight bytes.</summary>
    public static byte[] Compose(string path, IReadOnlyList<(string Name, torch.Tensor Tensor)> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var names = new HashSet<string>(StringComparer.Ordinal) { MetadataName };
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            WriteMetadata(writer, metadata ?? new Dictionary<string, string> { ["format"] = "pt" });
            var start = 0L;
            foreach (var (name, tensor) in tensors)
            {
                if (!names.Add(name))
                    throw new CheckpointException($"{path} cannot be written: two tensors are called '{name}', or the name is reserved.");
                if (ElementTypes.ByScalar(tensor.dtype) is not { SafeTensorsName: not null } type)
                    throw new CheckpointException($"{path} cannot be written: tensor '{name}' has type {ElementTypes.ByScalar(tensor.dtype)?.TorchName ?? tensor.dtype.ToString()}, which safetensors has not. Write a .pth file, or convert the tensor first.");
                start = WriteTensor(writer, name, tensor, type, start);
            }
            writer.WriteEndObject();
        }
        var padding = (8 - buffer.WrittenCount % 8) % 8;
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenCount <= MaximumLength
            ? buffer.WrittenSpan.ToArray()
            : throw new CheckpointException($"{path} cannot be written: its header would have {buffer.WrittenCount} bytes; the format allows {MaximumLength}.");
    }

    private static CheckpointTensor ParseTensor(ByteSource source, JsonProperty entry, long dataStart)
    {
        var name = entry.Name;
        if (entry.Value.ValueKind != JsonValueKind.Object)
            throw Breaks(source, name, "is described by something else than an object");
        string? dtype = null;
        long[]? shape = null, range = null;
        foreach (var field in entry.Value.EnumerateObject())
        {
            if (field.NameEquals("dtype"))
                dtype = field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString() : throw Breaks(source, name, "has a dtype that is no string");
            else if (field.NameEquals("shape"))
                shape = ParseNumbers(source, name, field);
            else if (field.NameEquals("data_offsets"))
                range = ParseNumbers(source, name, field);
            else
                throw Breaks(source, name, $"has the unknown field '{NameList.Shorten(field.Name)}'");
        }
        if (dtype is null || shape is null || range is not { Length: 2 })
            throw Breaks(source, name, "lacks one of dtype, shape and data_offsets (two numbers)");
        var type = ElementTypes.BySafeTensorsName(dtype) ?? ElementTypes.Unknown(dtype);
        return Describe(source, name, type, shape, range[0], range[1], dataStart);
    }

    private static CheckpointTensor Describe(ByteSource source, string name, ElementTypeInfo type, long[] shape, long begin, long end, long dataStart)
    {
        if (shape.Length > MaximumDimensionCount)
            throw Breaks(source, name, $"has {shape.Length} dimensions; at most {MaximumDimensionCount} are read");
        if (TensorGeometry.ElementCount(shape) is not { } count || count > long.MaxValue / Math.Max(type.Size, 1))
            throw Breaks(source, name, $"has the shape [{string.Join(", ", shape)}], which no file can hold");
        if (begin > end || end > source.Length - dataStart)
            throw Breaks(source, name, $"lies at bytes {begin} to {end} of {source.Length - dataStart}: outside of the file, or cut off");
        // How many bytes a type takes that is unknown here only the file knows.
        if (type.Size > 0 && end - begin != count * type.Size)
            throw Breaks(source, name, $"has {end - begin} bytes, but its shape [{string.Join(", ", shape)}] of {type.SafeTensorsName} takes {count * type.Size}");
        var bytes = new StoredBytes(source, $"tensor '{NameList.Shorten(name)}'", dataStart + begin, end - begin, end - begin);
        return new CheckpointTensor(name, new CheckpointStorage(name, type, count, bytes), 0, shape, TensorGeometry.ContiguousStrides(shape));
    }

    private static long[] ParseNumbers(ByteSource source, string name, JsonProperty field)
    {
        if (field.Value.ValueKind != JsonValueKind.Array)
            throw Breaks(source, name, $"has a {field.Name} that is no list");
        var numbers = new long[field.Value.GetArrayLength()];
        var i = 0;
        foreach (var value in field.Value.EnumerateArray())
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out numbers[i]) || numbers[i++] < 0)
                throw Breaks(source, name, $"has a {field.Name} with a value that is no whole number of at least 0");
        }
        return numbers;
    }

    /// <summary>The ranges must cover the data exactly: an overlap or a gap means damage, or bytes smuggled past a scanner.</summary>
    private static void CheckRanges(ByteSource source, List<CheckpointTensor> tensors, long dataStart)
    {
        var position = dataStart;
        foreach (var tensor in tensors.OrderBy(tensor => tensor.Storage.Bytes.Offset).ThenBy(tensor => tensor.Storage.Bytes.Length))
        {
            var start = tensor.Storage.Bytes.Offset;
            if (start < position)
                throw Breaks(source, tensor.Name, $"begins at byte {start - dataStart}, inside of another tensor");
            if (start > position)
                throw Breaks(source, tensor.Name, $"begins at byte {start - dataStart}, after a gap of {start - position} bytes");
            position = start + tensor.Storage.Bytes.Length;
        }
        if (position != source.Length)
            throw Breaks(source, $"describes {position - dataStart} bytes of tensors, but {source.Length - dataStart} follow it");
    }

    private static Dictionary<string, string> ParseMetadata(ByteSource source, JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object)
            throw Breaks(source, $"has a {MetadataName} that is no object");
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in metadata.EnumerateObject())
            entries.Add(entry.Name, entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : throw Breaks(source, $"has a {MetadataName} with a value that is no string"));
        return entries;
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
            return;
        writer.WriteStartObject(MetadataName);
        foreach (var (name, value) in metadata)
            writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    private static long WriteTensor(Utf8JsonWriter writer, string name, torch.Tensor tensor, ElementTypeInfo type, long start)
    {
        var end = start + tensor.NumberOfElements * type.Size;
        writer.WriteStartObject(name);
        writer.WriteString("dtype", type.SafeTensorsName!);
        writer.WriteStartArray("shape");
        foreach (var size in tensor.shape)
            writer.WriteNumberValue(size);
        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(start);
        writer.WriteNumberValue(end);
        writer.WriteEndArray();
        writer.WriteEndObject();
        return end;
    }

    private static CheckpointException Breaks(ByteSource source, string rule, Exception? cause = null) =>
        new($"{source.Name} is no safetensors file, or a damaged one: its header {rule}. Check the path, or copy or download it again.", cause!);

    private static CheckpointException Breaks(ByteSource source, string name, string rule) =>
        new($"{source.Name}: tensor '{NameList.Shorten(name)}' {rule}. The file is damaged: put it back, or copy or download it again.");
}
