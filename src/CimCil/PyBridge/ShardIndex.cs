using System.Text.Json;

namespace CimCil.PyBridge;

/// <summary>
/// A sharded checkpoint: <c>*.safetensors.index.json</c> or <c>*.bin.index.json</c> says in its <c>weight_map</c> which file of the
/// same folder holds which tensor.
/// </summary>
internal static class ShardIndex
{
    private const string Suffix = ".index.json";

    private const long MaximumLength = 100_000_000;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Whether a path is that of an index, by its ending.</summary>
    public static bool IsOne(string path) => path.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase);

    public static CheckpointFile Open(string path)
    {
        var shards = new Dictionary<string, CheckpointFile>(StringComparer.Ordinal);
        try
        {
            var tensors = new List<CheckpointTensor>();
            foreach (var (name, file) in ReadMap(path))
            {
                if (!shards.TryGetValue(file, out var shard))
                    shards.Add(file, shard = CheckpointFile.Open(ByteSource.OpenFile(Path.Combine(Path.GetDirectoryName(path) ?? "", file))));
                tensors.Add(shard[name]);
            }
            CheckComplete(path, tensors, shards);
            var format = shards.Values.Select(shard => shard.Format).FirstOrDefault(CheckpointFormat.SafeTensors);
            return new CheckpointFile(path, format, tensors, new Dictionary<string, string>(), null, [.. shards.Values.SelectMany(shard => shard.Sources)])
            {
                Unread = [.. shards.SelectMany(shard => shard.Value.Unread.Select(value => $"{shard.Key}: {value}"))],
            };
        }
        catch
        {
            foreach (var shard in shards.Values)
                shard.Dispose();
            throw;
        }
    }

    private static List<(string Name, string File)> ReadMap(string path)
    {
        using var source = ByteSource.OpenFile(path);
        if (source.Length > MaximumLength)
            throw new CheckpointException($"{path} has {source.Length} bytes; an index has at most {MaximumLength}.");
        var bytes = new byte[(int)source.Length];
        source.Read(0, bytes);
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("weight_map", out var map) || map.ValueKind != JsonValueKind.Object)
                throw new CheckpointException($"{path} has no object 'weight_map'; it is no index of a sharded checkpoint.");
            return [.. map.EnumerateObject().Select(entry => (entry.Name, ShardName(path, entry.Value)))];
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new CheckpointException($"{path} is not valid JSON: {failure.Message}", failure);
        }
    }

    /// <summary>A shard lies beside its index; a name that leads elsewhere is refused.</summary>
    private static string ShardName(string path, JsonElement value)
    {
        var name = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        var isPlain = name.Length > 0 && name is not ("." or "..") && name.IndexOfAny(['/', '\\', ':', '\0']) < 0;
        return isPlain ? name : throw new CheckpointException($"{path} names the shard '{NameList.Shorten(name)}'; a shard must be a file in the same folder.");
    }

    private static void CheckComplete(string path, List<CheckpointTensor> tensors, Dictionary<string, CheckpointFile> shards)
    {
        var listed = tensors.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        var unlisted = shards.Values.SelectMany(shard => shard.Tensors).Select(tensor => tensor.Name).Where(name => !listed.Contains(name)).ToList();
        if (unlisted.Count > 0)
            throw new CheckpointException($"{path} does not list all tensors of its shards; it lacks {NameList.Of(unlisted)}.");
    }
}
