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
    /// <summary>Compares the weights that <see cref="FoundWeights.In"/> finds in both.</summary>
    /// <exception cref="CheckpointException">A file is damaged, or its names become equal under ours.</exception>
    public static WeightComparison Of(CheckpointFile first, CheckpointFile second)
    {
        var (a, b) = (ByName(first), ByName(second));
        var differences = new List<WeightDifference>();
        foreach (var name in a.Keys.Union(b.Keys).Order(StringComparer.Ordinal))
        {
            if (Compare(name, a.GetValueOrDefault(name), b.GetValueOrDefault(name)) is { } difference)
                differences.Add(difference);
        }
        return new WeightComparison(a.Keys.Union(b.Keys).Count() - differences.Count, differences);
    }

    private static Dictionary<string, CheckpointTensor> ByName(CheckpointFile file)
    {
        var byName = new Dictionary<string, CheckpointTensor>(StringComparer.Ordinal);
        var found = FoundWeights.In(file);
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
