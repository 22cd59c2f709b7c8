namespace CimCil.PyBridge;

/// <summary>The weights of one network in a file that may hold more, such as optimizer state.</summary>
/// <param name="Key">The key of the state dictionary, such as <c>state_dict</c>; empty where the file is one.</param>
/// <param name="Prefix">What all names had before them, such as <c>module.</c>; empty where they had nothing in common.</param>
/// <param name="Tensors">The weights under their names without the prefix.</param>
internal sealed record FoundWeights(string Key, string Prefix, IReadOnlyList<CheckpointTensor> Tensors)
{
    /// <summary>The tensors of the file that are none of these, under their whole names.</summary>
    public IReadOnlyList<CheckpointTensor> LeftOut { get; init; } = [];

    /// <summary>Values of the file that may be weights and are stored in a way that is not read.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>What an ONNX file's graph does that its weights alone do not tell.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Finds the weights: under a key, or under the first of the usual keys that is there, or the whole file; of these those behind a prefix.</summary>
    /// <param name="file">The file.</param>
    /// <param name="key">The key; null finds it.</param>
    /// <param name="named">The prefix of the network's names, with or without its last dot; null takes off what is usual and common to all.</param>
    /// <exception cref="CheckpointException">The file has nothing under the key or behind the prefix.</exception>
    public static FoundWeights In(CheckpointFile file, string? key = null, string? named = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        key ??= StateDictionaryFinder.Keys.FirstOrDefault(one => HoldsDictionary(file, one));
        var chosen = StateDictionaryFinder.Find(file, key)[0];
        if (named is not null)
            return Behind(chosen, $"{named.TrimEnd('.')}.", file);
        var tensors = chosen.Tensors;
        var prefix = "";
        while (tensors.Count > 0 && WeightMatch.Prefixes.FirstOrDefault(one => tensors.All(tensor => tensor.Name.StartsWith(one, StringComparison.Ordinal))) is { } common)
        {
            prefix += common;
            tensors = [.. tensors.Select(tensor => tensor.Named(tensor.Name[common.Length..]))];
        }
        return new FoundWeights(chosen.Key, prefix, tensors) { LeftOut = Outside(file, StartOf(chosen.Key)) };
    }

    /// <summary>The error of a file that has no tensors at all.</summary>
    public static CheckpointException None(CheckpointFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new($"{file.Path} has no tensors{(file.Unread.Count > 0 ? $", only values that are left unread: {NameList.Of(file.Unread)}" : "")}. Save the state_dict of the model in Python.");
    }

    private static string StartOf(string key) => key.Length == 0 ? "" : $"{key}.";

    private static IReadOnlyList<CheckpointTensor> Outside(CheckpointFile file, string start) =>
        [.. file.Tensors.Where(tensor => !tensor.Name.StartsWith(start, StringComparison.Ordinal))];

    private static FoundWeights Behind(FoundStateDictionary chosen, string prefix, CheckpointFile file)
    {
        var behind = chosen.Behind(prefix).Tensors;
        return behind.Count > 0
            ? new FoundWeights(chosen.Key, prefix, [.. behind.Select(tensor => tensor.Named(tensor.Name[prefix.Length..]))]) { LeftOut = Outside(file, StartOf(chosen.Key) + prefix) }
            : throw new CheckpointException($"{file.Path} has no tensors behind the prefix '{NameList.Shorten(prefix)}'. It has {NameList.Of(chosen.Tensors.Select(tensor => tensor.Name))}.");
    }

    /// <summary>
    /// The tensors' names in ours, in their order. A network with one branch is that branch: <c>branches.0.</c> is left out; of several
    /// it stays.
    /// </summary>
    internal IReadOnlyList<string> InOurNames(out string branch)
    {
        List<string> names = [.. Tensors.Select(tensor => tensor.Name)];
        var branches = names.Select(NameMap.BranchOf).Where(one => one.Length > 0).Distinct().ToList();
        var sole = branches.Count == 1 ? branches[0] : "";
        branch = sole;
        if (sole.Length > 0)
            names = [.. names.Select(name => name.StartsWith(sole, StringComparison.Ordinal) ? name[sole.Length..] : name)];
        return [.. names.Select(NameMap.Of(names).ToOurs)];
    }

    /// <summary>A dictionary with tensors under the key; a network's own part called <c>model</c> or <c>net</c> is none.</summary>
    private static bool HoldsDictionary(CheckpointFile file, string key) =>
        (file.Content as PyDictionary)?[key] is PyDictionary && file.Tensors.Any(tensor => tensor.Name.StartsWith($"{key}.", StringComparison.Ordinal));
}
