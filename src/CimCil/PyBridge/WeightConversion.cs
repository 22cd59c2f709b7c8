using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>Writes the weights of a file in another format, and under other names.</summary>
public static class WeightConversion
{
    private static readonly string[] PyTorchEndings = [".pth", ".pt", ".bin"];
    private const string SafeTensorsEnding = ".safetensors";

    /// <summary>Writes the weights that <see cref="FoundWeights.In"/> finds, bit for bit.</summary>
    /// <param name="input">Any supported file.</param>
    /// <param name="output">The new file; <c>.safetensors</c> or <c>.pth</c> (also <c>.pt</c>, <c>.bin</c>) chooses the format.</param>
    /// <param name="names">Which names are written.</param>
    /// <param name="key">The key of the state dictionary; null finds it.</param>
    /// <returns>The weights that were written, under the names of the input.</returns>
    /// <exception cref="CheckpointException">A file cannot be read or written, or the ending names no format.</exception>
    public static FoundWeights Convert(string input, string output, WeightNames names = WeightNames.Keep, string? key = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(output);
        var isSafeTensors = output.EndsWith(SafeTensorsEnding, StringComparison.OrdinalIgnoreCase);
        if (!isSafeTensors && !PyTorchEndings.Any(ending => output.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            throw new CheckpointException($"{output} names no format: end it in {SafeTensorsEnding} or in {string.Join(", ", PyTorchEndings)}.");
        using var scope = torch.NewDisposeScope();
        using var file = CheckpointFile.Open(input);
        var found = FoundWeights.In(file, key);
        var read = file.Read(found.Tensors);
        var weights = found.Tensors.Select(tensor => (Rename(tensor.Name, names), read[tensor.Name]));
        if (isSafeTensors)
            SafeTensors.Write(output, weights);
        else
            PyTorchFile.Write(output, weights);
        return found;
    }

    private static string Rename(string name, WeightNames names) => names switch
    {
        WeightNames.Reference => NameMap.TorchVision.ToOurs(name),
        WeightNames.TorchVision => NameMap.TorchVision.FromOurs(name),
        _ => name,
    };
}

/// <summary>Whose parameter names are written.</summary>
public enum WeightNames
{
    /// <summary>Those of the input.</summary>
    Keep,

    /// <summary>Ours, which are the reference implementation's.</summary>
    Reference,

    /// <summary>Those of torchvision and timm.</summary>
    TorchVision,
}
