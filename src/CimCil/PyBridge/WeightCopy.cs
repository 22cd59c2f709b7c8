using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>A weight of the network and the tensor of the file whose values it takes.</summary>
internal sealed record WeightPair(string Name, CheckpointTensor Source, torch.Tensor Target);

/// <summary>Copies verified values into a network.</summary>
internal static class WeightCopy
{
    /// <summary>Reads everything first, so that a damaged file changes nothing; then copies.</summary>
    public static void Run(CheckpointFile file, IReadOnlyList<WeightPair> pairs)
    {
        using var scope = torch.NewDisposeScope();
        using var gradients = torch.no_grad();
        var read = file.Read(pairs.Select(pair => pair.Source).DistinctBy(source => source.Name));
        foreach (var pair in pairs)
            CopyCommonPart(read[pair.Source.Name], pair.Target);
    }

    /// <summary>Equal shapes copy whole; a resized classifier takes the leading rows and columns that both have.</summary>
    private static void CopyCommonPart(torch.Tensor source, torch.Tensor target)
    {
        for (var dimension = 0; dimension < target.shape.Length; dimension++)
        {
            var common = Math.Min(source.shape[dimension], target.shape[dimension]);
            source = source.narrow(dimension, 0, common);
            target = target.narrow(dimension, 0, common);
        }
        target.copy_(source);
    }
}
