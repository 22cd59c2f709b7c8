namespace CimCil.PyBridge;

/// <summary>A state dictionary inside a file, under the key that leads to it.</summary>
internal sealed record FoundStateDictionary(string Key, IReadOnlyList<CheckpointTensor> Tensors)
{
    /// <summary>Only the tensors whose names begin with a prefix.</summary>
    public FoundStateDictionary Behind(string prefix) => this with { Tensors = [.. Tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))] };
}

/// <summary>Finds the state dictionaries of a file: the file itself, or what lies under the keys that training scripts use.</summary>
internal static class StateDictionaryFinder
{
    /// <summary>The keys that are tried, in this order.</summary>
    public static IReadOnlyList<string> Keys { get; } =
    [
        "state_dict", "model", "model_state_dict", "net", "network", "weights", "params", "teacher", "student", "ema", "model_ema", "params_ema",
    ];

    /// <summary>All state dictionaries of a file, in the order in which they are preferred.</summary>
    public static IReadOnlyList<FoundStateDictionary> Find(CheckpointFile file, string? key) =>
        key is null ? [new("", file.Tensors), .. Nested(file)] : [Under(file, key)];

    private static IEnumerable<FoundStateDictionary> Nested(CheckpointFile file) =>
        Keys.Select(key => Below(file, key)).Where(found => found.Tensors.Count > 0);

    private static FoundStateDictionary Under(CheckpointFile file, string key)
    {
        var found = Below(file, key);
        return found.Tensors.Count > 0
            ? found
            : throw new CheckpointException($"{file.Path} has no tensors under the key '{key}'. It has {NameList.Of(file.Tensors.Select(tensor => tensor.Name))}.");
    }

    private static FoundStateDictionary Below(CheckpointFile file, string key)
    {
        var prefix = key + ".";
        return new(key, [.. file.Tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(tensor => tensor.Named(tensor.Name[prefix.Length..]))]);
    }
}
