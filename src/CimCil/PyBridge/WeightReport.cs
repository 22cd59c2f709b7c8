using System.Text;

namespace CimCil.PyBridge;

/// <summary>What an import of weights found; all names are the network's, except in <see cref="Unexpected"/>.</summary>
public sealed record WeightReport
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The key that led to the state dictionary, such as <c>state_dict</c>; empty where the file is one.</summary>
    public required string Key { get; init; }

    /// <summary>What was taken off the file's names, such as <c>module.</c>; may be empty.</summary>
    public required string Prefix { get; init; }

    /// <summary>The map from the file's names to ours.</summary>
    public required NameMap NameMap { get; init; }

    /// <summary>Weights that take the file's values.</summary>
    public required IReadOnlyList<string> Matched { get; init; }

    /// <summary>Weights that were left out on request.</summary>
    public required IReadOnlyList<string> Skipped { get; init; }

    /// <summary>Weights that the file does not have.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    /// <summary>The file's names that the network does not have.</summary>
    public required IReadOnlyList<string> Unexpected { get; init; }

    /// <summary>Weights whose shape or kind of number differs, each with both, as in <c>fc.weight: file [10, 512], network [100, 512]</c>.</summary>
    public required IReadOnlyList<string> Mismatched { get; init; }

    /// <summary>Weights whose values were adapted to the network, each with how, as in <c>conv1.weight: one channel over three</c>.</summary>
    public IReadOnlyList<string> Adapted { get; init; } = [];

    /// <summary>A few lines for a person.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Path}: {Matched.Count} weights loaded");
        if (Key.Length > 0)
            text.Append($", from '{NameList.Shorten(Key)}'");
        if (Prefix.Length > 0)
            text.Append($", without the prefix '{NameList.Shorten(Prefix)}'");
        if (NameMap != NameMap.Reference)
            text.Append($", by the names of {NameMap}");
        if (Adapted.Count > 0)
            text.Append($"{Environment.NewLine}  adapted: {NameList.OfRemarks(Adapted)}");
        Append(text, "skipped", Skipped);
        Append(text, "missing", Missing);
        Append(text, "unexpected", Unexpected);
        Append(text, "of another shape", Mismatched);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string what, IReadOnlyList<string> names)
    {
        if (names.Count > 0)
            text.Append($"{Environment.NewLine}  {what}: {NameList.Of(names)}");
    }
}
