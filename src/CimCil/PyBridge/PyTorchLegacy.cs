using System.Buffers.Binary;
using System.Numerics;

namespace CimCil.PyBridge;

/// <summary>
/// The format before PyTorch 1.6: pickles of a magic number, a protocol version, notes on the machine, the value, and the keys of
/// the storages; then each storage as its number of elements and its bytes, always in little endian.
/// </summary>
internal static class PyTorchLegacy
{
    private const long ProtocolVersion = 1001;
    private const int CountSize = 8;
    private static readonly BigInteger Magic = BigInteger.Parse("119547037146038801333356", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether a file's first bytes are those of a pickle: of its protocol, or in protocol 1 of PyTorch's number in digits.</summary>
    public static bool StartsLikeOne(ReadOnlySpan<byte> start) =>
        start.Length > 1 && (start[0] == PickleOpcode.Proto || start.StartsWith("L11954703714603"u8));

    public static CheckpointFile Open(ByteSource source, MemoryBudget budget)
    {
        var reader = new PickleReader(source, 0, budget);
        if (Unpickler.Read(reader, budget) is not BigInteger magic || magic != Magic)
            throw new CheckpointException($"{source.Name} is a pickle, but not one of PyTorch: it does not begin with PyTorch's number. Save tensors with torch.save.");
        if (Unpickler.Read(reader, budget) is not ProtocolVersion)
            throw new CheckpointException($"{source.Name}: its protocol is not {ProtocolVersion}, the only one of this format.");
        if (Unpickler.Read(reader, budget) is not PyDictionary)
            throw new CheckpointException($"{source.Name} has no notes on its machine; it is damaged.");
        var described = new List<PyStorage>();
        var content = Unpickler.Read(reader, budget, described);
        var keys = ReadKeys(source, Unpickler.Read(reader, budget));
        var places = Locate(source, reader.Position, keys, described);
        var storages = new StorageTable(source.Name, (storage, _) => places[storage.Key], ByteOrder.Little);
        return PyTorchFile.Create(source, CheckpointFormat.PyTorchLegacy, content, budget, storages.Of);
    }

    /// <summary>Walks along the storages: each one's place follows from the sizes of those before it.</summary>
    private static Dictionary<string, StoredBytes> Locate(ByteSource source, long position, List<string> keys, List<PyStorage> described)
    {
        var byKey = described.DistinctBy(storage => storage.Key).ToDictionary(storage => storage.Key, StringComparer.Ordinal);
        var places = new Dictionary<string, StoredBytes>(StringComparer.Ordinal);
        Span<byte> field = stackalloc byte[CountSize];
        foreach (var key in keys)
        {
            if (!byKey.TryGetValue(key, out var storage))
                throw new CheckpointException($"{source.Name} has a storage '{NameList.Shorten(key)}' that no tensor refers to; it is damaged.");
            source.Read(position, field);
            var count = BinaryPrimitives.ReadInt64LittleEndian(field);
            if (count != storage.ElementCount)
                throw new CheckpointException($"{source.Name}: storage '{NameList.Shorten(key)}' has {count} elements where its pickle says {storage.ElementCount}; it is damaged.");
            var length = (Int128)count * (storage.Type?.Size ?? 1);
            position += CountSize;
            if (length > source.Length - position)
                throw new CheckpointException($"{source.Name} is cut off: storage '{NameList.Shorten(key)}' takes {length} bytes, of which {source.Length - position} are there. Copy or download it again.");
            places.Add(key, new StoredBytes(source, $"storage '{NameList.Shorten(key)}'", position, (long)length, (long)length));
            position += (long)length;
        }
        if (byKey.Keys.FirstOrDefault(key => !places.ContainsKey(key)) is { } missing)
            throw new CheckpointException($"{source.Name} has no storage '{NameList.Shorten(missing)}', which its pickle refers to; it is damaged.");
        if (position != source.Length)
            throw new CheckpointException($"{source.Name}: {source.Length - position} bytes follow its last storage; it is damaged, or several objects were saved to it.");
        return places;
    }

    private static List<string> ReadKeys(ByteSource source, object? value)
    {
        var keys = (value as PySequence)?.Items.OfType<string>().ToList();
        if (keys is null || keys.Count != ((PySequence)value!).Items.Count || keys.Distinct(StringComparer.Ordinal).Count() != keys.Count)
            throw new CheckpointException($"{source.Name}: its list of storages is no list of different keys; it is damaged.");
        return keys;
    }
}
