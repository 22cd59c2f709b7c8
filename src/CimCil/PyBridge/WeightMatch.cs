namespace CimCil.PyBridge;

/// <summary>One way of reading a file's names as the network's: a state dictionary, a prefix to take off and a name map.</summary>
internal sealed record WeightMatch(string Key, string Prefix, NameMap NameMap, IReadOnlyDictionary<string, CheckpointTensor> ByName)
{
    private const int MaximumPrefixCount = 3;

    /// <summary>The prefixes that wrappers put before a network's names; several may stand one after another.</summary>
    public static IReadOnlyList<string> Prefixes { get; } = ["module.", "backbone.", "encoder.", "model."];

    private const string BranchPrefix = "convnets.";

    /// <summary>The way that gives the most names of the network; among equals the plainest.</summary>
    public static WeightMatch Best(CheckpointFile file, string? key, IReadOnlyCollection<string> networkNames)
    {
        WeightMatch? best = null;
        var bestScore = 0;
        foreach (var match in All(file, key))
        {
            var score = networkNames.Count(match.ByName.ContainsKey);
            if (score > bestScore)
                (best, bestScore) = (match, score);
        }
        return best ?? throw new CheckpointException(
            $"{file.Path} has no weights for this network. The file has {NameList.Of(file.Tensors.Select(tensor => tensor.Name))}. The network has {NameList.Of(networkNames)}.");
    }

    private static IEnumerable<WeightMatch> All(CheckpointFile file, string? key) =>
        from found in StateDictionaryFinder.Find(file, key)
        from prefix in PrefixesOf(found.Tensors)
        from map in NameMap.All
        let match = Create(found, prefix, map)
        where match is not null
        select match;

    private static List<string> PrefixesOf(IReadOnlyList<CheckpointTensor> tensors)
    {
        var all = new List<string> { "" };
        var last = all;
        for (var i = 0; i < MaximumPrefixCount; i++)
        {
            last =
            [
                .. from start in last
                   from prefix in Prefixes
                   where tensors.Any(tensor => tensor.Name.StartsWith(start + prefix, StringComparison.Ordinal))
                   select start + prefix,
            ];
            all = [.. all, .. last];
        }
        return [.. all, .. all.Select(start => NewestBranch(tensors, start)).OfType<string>()];
    }

    /// <summary>A FOSTER or DER network has a backbone for each phase; a single backbone takes the newest one.</summary>
    private static string? NewestBranch(IReadOnlyList<CheckpointTensor> tensors, string start)
    {
        var numbers = tensors.Where(tensor => tensor.Name.StartsWith(start + BranchPrefix, StringComparison.Ordinal))
            .Select(tensor => tensor.Name[(start.Length + BranchPrefix.Length)..].Split('.')[0])
            .Where(number => number.Length is > 0 and < 6 && number.All(char.IsAsciiDigit))
            .Select(int.Parse).ToList();
        return numbers.Count == 0 ? null : $"{start}{BranchPrefix}{numbers.Max()}.";
    }

    private static WeightMatch? Create(FoundStateDictionary found, string prefix, NameMap map)
    {
        var byName = new Dictionary<string, CheckpointTensor>(StringComparer.Ordinal);
        foreach (var tensor in found.Tensors)
        {
            var bare = tensor.Name.StartsWith(prefix, StringComparison.Ordinal) ? tensor.Name[prefix.Length..] : tensor.Name;
            // Two weights under one name: this is not how the file is meant.
            if (!byName.TryAdd(map.ToOurs(bare), tensor))
                return null;
        }
        return new WeightMatch(found.Key, prefix, map, byName);
    }
}
