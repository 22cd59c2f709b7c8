using System.Globalization;

namespace CimCil.PyBridge;

/// <summary>One way of reading a file's names as the network's: a state dictionary, a prefix to take off and a name map.</summary>
internal sealed record WeightMatch(string Key, string Prefix, NameMap NameMap, IReadOnlyDictionary<string, CheckpointTensor> ByName)
{
    private const int MaximumPrefixCount = 3;

    /// <summary>The prefixes that wrappers put before a network's names; several may stand one after another.</summary>
    public static IReadOnlyList<string> Prefixes { get; } =
    [
        "module.", "backbone.", "encoder.", "model.", "_orig_mod.", "net.", "network.", "resnet.", "encoder_q.", "teacher.", "student.", "features.",
    ];

    /// <summary>The way that gives the most names of the network; among equals the plainest.</summary>
    public static WeightMatch Best(CheckpointFile file, string? key, IReadOnlyCollection<string> networkNames, string? prefix = null)
    {
        WeightMatch? best = null;
        var bestScore = 0;
        foreach (var match in All(file, key, prefix))
        {
            var score = networkNames.Count(match.ByName.ContainsKey);
            if (score > bestScore)
                (best, bestScore) = (match, score);
        }
        return best ?? throw new CheckpointException(
            $"{file.Path} has no weights for this network{(prefix is null ? "" : $" behind the prefix '{NameList.Shorten(prefix)}'")}. {NamesOf(file, key, prefix)}. The network has {NameList.Of(networkNames)}.");
    }

    /// <summary>What there is where it was looked for, or in the whole file where that is nothing.</summary>
    private static string NamesOf(CheckpointFile file, string? key, string? prefix)
    {
        string[] behind = prefix is null
            ? []
            : [.. StateDictionaryFinder.Find(file, key).SelectMany(found => found.Behind(prefix).Tensors).Select(tensor => tensor.Name[prefix.Length..]).Distinct()];
        return behind.Length > 0
            ? $"Behind it the file has {NameList.Of(behind)}"
            : $"The file has {NameList.Of(file.Tensors.Select(tensor => tensor.Name))}";
    }

    private static IEnumerable<WeightMatch> All(CheckpointFile file, string? key, string? named) =>
        from found in StateDictionaryFinder.Find(file, key).Select(found => named is null ? found : found.Behind(named))
        from prefix in PrefixesOf(found.Tensors, named ?? "")
        from map in NameMap.All
        let match = Create(found, prefix, map)
        where match is not null
        select match;

    /// <summary>What may stand before the names, that which was named first: behind it wrappers and branches are looked for as elsewhere.</summary>
    private static List<string> PrefixesOf(IReadOnlyList<CheckpointTensor> tensors, string named)
    {
        var all = new List<string> { named };
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
        var newest = tensors.Where(tensor => tensor.Name.StartsWith(start, StringComparison.Ordinal))
            .Select(tensor => NameMap.BranchOf(tensor.Name[start.Length..])).Where(branch => branch.Length > 0)
            .MaxBy(branch => int.Parse(branch.Split('.')[1], CultureInfo.InvariantCulture));
        return newest is null ? null : start + newest;
    }

    private static WeightMatch? Create(FoundStateDictionary found, string prefix, NameMap map)
    {
        if (!map.Fits(found.Tensors.Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(tensor => tensor.Name[prefix.Length..])))
            return null;
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
