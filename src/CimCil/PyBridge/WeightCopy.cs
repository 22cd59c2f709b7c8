using CimCil.Foundation;
using TorchSharp;

namespace CimCil.PyBridge;

/// <summary>A weight of the network and the tensor of the file whose values it takes.</summary>
internal sealed record WeightPair(string Name, CheckpointTensor Source, torch.Tensor Target);

/// <summary>Copies verified values into a network.</summary>
internal static class WeightCopy
{
    /// <summary>
    /// Verifies everything first, so that a damaged file changes nothing. Weights that lie in the file as they do in the network are
    /// then read into their place; the others are copied from what was read.
    /// </summary>
    public static void Run(CheckpointFile file, IReadOnlyList<WeightPair> pairs)
    {
        using var scope = torch.NewDisposeScope();
        using var gradients = torch.no_grad();
        var (direct, converted) = (pairs.Where(IsDirect).ToList(), pairs.Where(pair => !IsDirect(pair)).ToList());
        Verify(direct);
        var read = file.Read(converted.Select(pair => pair.Source).DistinctBy(source => source.Name));
        foreach (var pair in converted)
            Copy(read[pair.Source.Name], pair.Target);
        foreach (var pair in direct)
            pair.Source.Storage.ReadInto(pair.Target, ReadPurpose.ReadAgain);
    }

    /// <summary>On all processors: this is what a file with checksums costs more than one without.</summary>
    private static void Verify(List<WeightPair> pairs) => FirstFailure.Of(() => Parallel.ForEach(pairs, pair => pair.Source.Storage.Bytes.Verify()));

    private static bool IsDirect(WeightPair pair) =>
        pair.Source.IsWholeStorage && pair.Target.device_type == DeviceType.CPU && pair.Target.is_contiguous()
        && pair.Source.Storage.Type.Scalar == pair.Target.dtype && pair.Source.Shape.SequenceEqual(pair.Target.shape);

    private static void Copy(torch.Tensor source, torch.Tensor target)
    {
        // Gray images have three equal channels here: a third of the one channel's weights for each gives what they gave.
        if (source.shape is [_, 1, _, _] && target.shape is [_, 3, _, _])
            source = source.to(target.dtype).div(3).expand(target.shape);
        // A counter that left the range of a half-precision number is lost; the network's own stays.
        if (torch.is_floating_point(source) && !torch.is_floating_point(target) && !source.isfinite().all().ToBoolean())
            return;
        CopyCommonPart(source, target);
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
