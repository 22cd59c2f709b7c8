using System.Globalization;
using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>A weight that differs between two files.</summary>
/// <param name="Name">Its name, in ours.</param>
/// <param name="Kind">How it differs.</param>
/// <param name="Detail">Both sides, or how far the values are apart.</param>
internal sealed record WeightDifference(string Name, WeightDifferenceKind Kind, string Detail);

/// <summary>How a weight differs.</summary>
internal enum WeightDifferenceKind
{
    /// <summary>Only the first file has it.</summary>
    OnlyInFirst,

    /// <summary>Only the second file has it.</summary>
    OnlyInSecond,

    /// <summary>Shape or type differ.</summary>
    Form,

    /// <summary>Values differ.</summary>
    Values,
}

/// <summary>The differences of two weights files, whatever their formats, keys, prefixes and names.</summary>
/// <param name="EqualCount">Weights that are equal bit for bit.</param>
/// <param name="Differences">The others, by name.</param>
internal sealed record WeightComparison(int EqualCount, IReadOnlyList<WeightDifference> Differences)
{
    /// <summary>What was compared of the first file.</summary>
    public required FoundWeights First { get; init; }

    /// <summary>What was compared of the second file.</summary>
    public required FoundWeights Second { get; init; }

    /// <summary>Tensors of the first file that were not compared, under their whole names.</summary>
    public IReadOnlyList<string> LeftOutOfFirst { get; init; } = [];

    /// <summary>Tensors of the second file that were not compared.</summary>
    public IReadOnlyList<string> LeftOutOfSecond { get; init; } = [];

    /// <summary>
    /// Compares the weights that <see cref="FoundWeights.In"/> finds in both, and what else the files hold under one whole name. What then
    /// one file alone has is a difference where it is a network's weights, as an average of them under another key, and left out where it is
    /// not, as an optimizer's state.
    /// </summary>
    /// <param name="first">A file.</param>
    /// <param name="second">Another one.</param>
    /// <param name="key">The key of the part to compare, of the files that have it; null finds it.</param>
    /// <param name="prefix">The prefix of the names to compare, of the files that have it; null takes off what is usual and common to all.</param>
    /// <exception cref="CheckpointException">A file is damaged or has no tensors, its names become equal under ours, or neither has the key or the prefix.</exception>
    public static WeightComparison Of(CheckpointFile first, CheckpointFile second, string? key = null, string? prefix = null)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        foreach (var file in new[] { first, second })
        {
            if (file.Tensors.Count == 0)
                throw FoundWeights.None(file);
        }
        var isChosen = key is not null || prefix is not null;
        var (a, b) = isChosen ? Chosen(first, second, key, prefix) : (FoundWeights.In(first), FoundWeights.In(second));
        var differences = new List<WeightDifference>();
        var count = Compare(ByName(first, a), ByName(second, b), differences);
        var (restOfA, restOfB) = (a.LeftOut.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal), b.LeftOut.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal));
        if (!isChosen)
        {
            foreach (var (rest, other) in new[] { (restOfA, restOfB), (restOfB, restOfA) })
                Keep(rest, name => other.ContainsKey(name) || StateDictionaryFinder.Keys.Contains(name.Split('.')[0]));
            count += Compare(restOfA, restOfB, differences);
        }
        return new WeightComparison(count - differences.Count, differences)
        {
            First = a,
            Second = b,
            LeftOutOfFirst = [.. a.LeftOut.Select(tensor => tensor.Name).Where(name => isChosen || !restOfA.ContainsKey(name))],
            LeftOutOfSecond = [.. b.LeftOut.Select(tensor => tensor.Name).Where(name => isChosen || !restOfB.ContainsKey(name))],
        };
    }

    /// <summary>The part that is asked for; of a file that is one network and has neither key nor prefix, all of it.</summary>
    private static (FoundWeights First, FoundWeights Second) Chosen(CheckpointFile first, CheckpointFile second, string? key, string? prefix)
    {
        var (a, b) = (Try(first), Try(second));
        return (a ?? Whole(first, b is null), b ?? Whole(second, a is null));

        FoundWeights? Try(CheckpointFile file)
        {
            try
            {
                return FoundWeights.In(file, key, prefix);
            }
            catch (CheckpointException)
            {
                return null;
            }
        }

        FoundWeights Whole(CheckpointFile file, bool isNowhere) =>
            !isNowhere && FoundWeights.In(file) is { LeftOut.Count: 0 } whole ? whole : FoundWeights.In(file, key, prefix);
    }

    private static void Keep(Dictionary<string, CheckpointTensor> tensors, Func<string, bool> isKept)
    {
        foreach (var name in tensors.Keys.Where(name => !isKept(name)).ToList())
            tensors.Remove(name);
    }

    /// <returns>How many names there are.</returns>
    private static int Compare(Dictionary<string, CheckpointTensor> a, Dictionary<string, CheckpointTensor> b, List<WeightDifference> differences)
    {
        string[] names = [.. a.Keys.Union(b.Keys).Order(StringComparer.Ordinal)];
        differences.AddRange(names.Select(name => Compare(name, a.GetValueOrDefault(name), b.GetValueOrDefault(name))).OfType<WeightDifference>());
        return names.Length;
    }

    private static Dictionary<string, CheckpointTensor> ByName(CheckpointFile file, FoundWeights found)
    {
        var byName = new Dictionary<string, CheckpointTensor>(StringComparer.Ordinal);
        foreach (var (tensor, name) in found.Tensors.Zip(found.InOurNames(out _)))
        {
            if (!byName.TryAdd(name, tensor))
                throw new CheckpointException($"{file.Path} has both our and another library's name of '{NameList.Shorten(name)}'.");
        }
        return byName;
    }

    private static WeightDifference? Compare(string name, CheckpointTensor? a, CheckpointTensor? b)
    {
        if (a is null || b is null)
            return new(name, a is null ? WeightDifferenceKind.OnlyInSecond : WeightDifferenceKind.OnlyInFirst, Form((a ?? b)!));
        if (a.ElementType != b.ElementType || !a.Shape.SequenceEqual(b.Shape))
            return new(name, WeightDifferenceKind.Form, $"{Form(a)} and {Form(b)}");
        using var scope = torch.NewDisposeScope();
        var (left, right) = (a.Read(), b.Read());
        if (SameBits(left, right))
            return null;
        var (x, y) = torch.is_complex(left.dtype)
            ? (torch.view_as_real(left).to(torch.float64), torch.view_as_real(right).to(torch.float64))
            : (left.to(torch.float64), right.to(torch.float64));
        var count = left.ne(right).sum().ToInt64();
        var largest = (x - y).abs().max().ToDouble();
        return new(name, WeightDifferenceKind.Values, string.Create(CultureInfo.InvariantCulture, $"{count} of {a.ElementCount} values, by at most {largest:G3}"));
    }

    private static bool SameBits(torch.Tensor left, torch.Tensor right)
    {
        var (a, b) = (left.contiguous(), right.contiguous());
        var same = true;
        TensorBytes.ForEachPiecePair(a, b, (x, y) => same &= x.SequenceEqual(y));
        return same;
    }

    private static string Form(CheckpointTensor tensor) => $"{tensor.Storage.Type.TorchName} [{string.Join(", ", tensor.Shape)}]";
}
