using System.Security.Cryptography;
using CimCil.Configuration;
using CimCil.Networks;
using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>Starts a backbone from the weights that an experiment names.</summary>
internal static class PretrainedBackbone
{
    /// <summary>Finds whatever is wrong with the weights of a network before anything is trained or written.</summary>
    /// <param name="config">The network.</param>
    /// <param name="normalization">The <c>data.normalization</c> of its images; null to leave the file's pixels alone.</param>
    /// <returns>What every run of it will load; null without a file.</returns>
    /// <exception cref="CheckpointException">The file is missing, damaged, not the pinned one, of another network, or of one that takes other pixels.</exception>
    public static LoadedWeights? Check(NetworkConfig config, string? normalization = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Pretrained.File.Length == 0)
            return null;
        using var backbone = config.CreateBackbone(torch.CPU, torch.ScalarType.Float32);
        var loaded = LoadedWeights.Of(Load(backbone, config.Pretrained)!, HashOf(config.Pretrained.File));
        if (normalization is { } given)
            RequirePixels(config.Pretrained, given);
        return loaded;
    }

    /// <summary>A rule of experiments has already held folded weights to ImageNet's normalisation.</summary>
    private static void RequirePixels(Weights weights, string given)
    {
        using var file = CheckpointFile.Open(weights.File, weights.Pixels);
        if (file.Normalization is not { } needed || string.Equals(needed, given, StringComparison.OrdinalIgnoreCase))
            return;
        throw new CheckpointException(needed.Length == 0
            ? $"{weights.File} is of a network that takes pixels as no data.normalization makes them, and network.pretrained.pixels=asTrained leaves them to the data. Leave network.pretrained.pixels out: then the first layer is made one for data.normalization=imageNet."
            : $"{weights.File} is of a network that takes data.normalization={needed}, and network.pretrained.pixels=asTrained leaves its first layer as it is, but data.normalization is another one. Set data.normalization={needed}, or leave network.pretrained.pixels out.");
    }

    /// <summary>Loads the weights into a backbone; without a file it stays as it is. Rational activations keep their fit to ReLU unless the file has them.</summary>
    /// <returns>What was loaded; null without a file.</returns>
    /// <exception cref="CheckpointException">The file is missing, damaged, not the pinned one, or of another network; the backbone is as it was.</exception>
    public static WeightReport? Load(Backbone backbone, Weights weights)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.File.Length == 0)
            return null;
        if (weights.Sha256.Length > 0 && HashOf(weights.File) is var actual && !actual.Equals(weights.Sha256, StringComparison.OrdinalIgnoreCase))
            throw new CheckpointException($"{weights.File} has the SHA-256 {actual}, not the pinned {weights.Sha256}. Get the right file, or change the pin if the other file is meant.");
        var refuses = weights.Unmatched == UnmatchedWeights.Refuse;
        using var file = CheckpointFile.Open(weights.File, weights.Pixels);
        return WeightImport.Load(backbone, file, new WeightImportOptions
        {
            Key = weights.Key.Length > 0 ? weights.Key : null,
            Prefix = weights.Prefix.Length > 0 ? $"{weights.Prefix.TrimEnd('.')}." : null,
            Missing = refuses ? MissingWeights.RefuseBackbone : MissingWeights.Keep,
            Unexpected = refuses ? UnexpectedWeights.RefuseBackbone : UnexpectedWeights.Report,
            Mismatched = refuses ? MismatchedWeights.Refuse : MismatchedWeights.Keep,
            HowToAllow = "set network.pretrained.unmatched=allow",
        });
    }

    private static string HashOf(string file)
    {
        ByteSource.RequireContent(file);
        try
        {
            using var stream = File.OpenRead(file);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw ByteSource.Unopened(file, failure);
        }
    }
}
