using CimCil.Foundation;
using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>Writes the weights of a file in another format, and under other names.</summary>
internal static class WeightConversion
{
    private static readonly string[] PyTorchEndings = [".pth", ".pt", ".bin"];
    private const string SafeTensorsEnding = ".safetensors";

    /// <summary>Writes the weights that <see cref="FoundWeights.In"/> finds, bit for bit.</summary>
    /// <param name="input">Any supported file.</param>
    /// <param name="output">The new file; <c>.safetensors</c> or <c>.pth</c> (also <c>.pt</c>, <c>.bin</c>) chooses the format.</param>
    /// <param name="names">Which names are written.</param>
    /// <param name="key">The key of the state dictionary; null finds it.</param>
    /// <param name="prefix">The prefix of the names that are written; null takes off what is usual and common to all.</param>
    /// <returns>The weights that were written, under the names of the input.</returns>
    /// <exception cref="CheckpointException">A file cannot be read or written, or the ending names no format.</exception>
    public static FoundWeights Convert(string input, string output, WeightNames names = WeightNames.Keep, string? key = null, string? prefix = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        var isSafeTensors = output.EndsWith(SafeTensorsEnding, StringComparison.OrdinalIgnoreCase);
        if (!isSafeTensors && !PyTorchEndings.Any(ending => output.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            throw new CheckpointException($"{output} names no format: end it in {SafeTensorsEnding} or in {string.Join(", ", PyTorchEndings)}.");
        if (RealPath.Of(input) == RealPath.Of(output))
            throw new CheckpointException($"{output} is the file that is converted: a conversion writes a new one. Name another file.");
        using var scope = torch.NewDisposeScope();
        using var file = CheckpointFile.Open(input);
        var found = FoundWeights.In(file, key, prefix);
        if (found.Tensors.Count == 0)
            throw FoundWeights.None(file);
        var (renamed, branch) = Rename(found, names, input);
        var read = file.Read(found.Tensors);
        var weights = found.Tensors.Zip(renamed, (tensor, name) => (name, read[tensor.Name]));
        if (isSafeTensors)
            SafeTensors.Write(output, weights, MetadataOf(file, found, before: found.Tensors.Select(tensor => tensor.Name), after: renamed));
        else
            PyTorchFile.Write(output, weights);
        return found with
        {
            Prefix = found.Prefix + branch,
            Unread = file.Unread,
            Remarks = file.GraphDifference.Length > 0 ? [.. file.Adapted, $"graph: no residual network as ours: {file.GraphDifference}. The weights alone do not tell this any more"] : file.Adapted,
        };
    }

    /// <summary>
    /// What a safetensors file says of itself goes along. What network its weights are of is left out where it would not be true: of a part of
    /// the file, or under other names.
    /// </summary>
    private static Dictionary<string, string>? MetadataOf(CheckpointFile file, FoundWeights found, IEnumerable<string> before, IEnumerable<string> after)
    {
        if (file is not { Format: CheckpointFormat.SafeTensors, Metadata.Count: > 0 })
            return null;
        var kept = new Dictionary<string, string>(file.Metadata, StringComparer.Ordinal);
        if (found.Prefix.Length > 0 || found.LeftOut.Count > 0 || !before.SequenceEqual(after))
        {
            kept.Remove(NetworkFile.ShapeKey);
            kept.Remove(NetworkFile.BackboneKey);
        }
        // Python's loaders expect it.
        kept.TryAdd("format", "pt");
        return kept;
    }

    /// <summary>The names that are written, in the tensors' order, and the branch that was taken off them.</summary>
    private static (List<string> Names, string Branch) Rename(FoundWeights found, WeightNames names, string input)
    {
        List<string> before = [.. found.Tensors.Select(tensor => tensor.Name)];
        if (names == WeightNames.Keep)
            return (before, "");
        var ours = found.InOurNames(out var branch);
        List<string> after = [.. names == WeightNames.TorchVision ? ours.Select(NameMap.TorchVision.FromOurs) : ours];
        if (!before.SequenceEqual(after))
            return (after, branch);
        var others = names == WeightNames.TorchVision ? ours : ours.Select(NameMap.TorchVision.FromOurs);
        var why = before.SequenceEqual(others)
            ? $"--names {Typed(names)} renames nothing in {input}: its names are of no network that is known here ({NameList.Of(before)}). Name the part that is the network with --key or --prefix, or leave --names out to keep the names."
            : $"--names {Typed(names)} renames nothing in {input}: its names are {Typed(names)}'s already, such as {before.Zip(others).First(pair => pair.First != pair.Second).First}. Leave --names out to convert the format alone.";
        throw new CheckpointException(why);
    }

    private static string Typed(WeightNames names) => names.ToString().ToLowerInvariant();
}

/// <summary>Whose parameter names are written.</summary>
internal enum WeightNames
{
    /// <summary>Those of the input.</summary>
    Keep,

    /// <summary>Ours, which are the reference implementation's.</summary>
    Reference,

    /// <summary>Those of torchvision and timm.</summary>
    TorchVision,
}
