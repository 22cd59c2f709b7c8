using CimCil.Configuration;
using CimCil.Learners.Foster;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Tests;

/// <summary>Builds networks from golden state folders, whatever their width, depth and classes.</summary>
internal static class GoldenNetworks
{
    /// <summary>A backbone with the state in <paramref name="folder"/>; every array must have a place and every place an array.</summary>
    public static ResNet ResNet(string folder, ScalarType type)
    {
        var network = new ResNet(ConfigOf(folder, ""), TestDevice.Current, type);
        Load(network, Arrays(folder));
        return network;
    }

    /// <summary>A FOSTER network with the state in <paramref name="folders"/>; later folders add to earlier ones.</summary>
    public static IncrementalNetwork Foster(ScalarType type, params string[] folders)
    {
        var arrays = folders.SelectMany(Arrays).GroupBy(entry => entry.Key).ToDictionary(group => group.Key, group => group.Last().Value);
        var config = ConfigOf(folders[0], "convnets.0.");
        var classCount = (int)arrays["fc.weight"].Shape[0];
        var shape = arrays.TryGetValue("oldfc.weight", out var old) ? FosterLearner.BoostedShape(classCount, (int)old.Shape[0]) : NetworkShape.OneBranch(classCount);
        // With one branch the reference has a head of it that nothing reads.
        if (old is null)
            arrays.Remove("fe_fc.weight");
        var network = new IncrementalNetwork(config, shape, TestDevice.Current, type);
        Load(network, arrays.ToDictionary(entry => OurName(entry.Key), entry => entry.Value));
        return network;
    }

    /// <summary>Our name for a parameter or buffer of the reference's network.</summary>
    public static string OurName(string name) => name
        .Replace("convnets.", "branches.", StringComparison.Ordinal)
        .Replace("oldfc.", "heads.old.", StringComparison.Ordinal)
        .Replace("fe_fc.", "heads.newBranch.", StringComparison.Ordinal) is var mapped && mapped.StartsWith("fc.", StringComparison.Ordinal)
        ? $"heads.classifier.{mapped["fc.".Length..]}"
        : mapped;

    public static Dictionary<string, NpyArray> Arrays(string folder) =>
        Golden.Files(folder).ToDictionary(path => Path.GetFileNameWithoutExtension(path), Golden.Array);

    private static ResNetConfig ConfigOf(string folder, string prefix)
    {
        var blocks = new SortedDictionary<int, int>();
        foreach (var name in Golden.Files(folder, $"{prefix}layer_*_*.conv1.weight.npy").Select(path => Path.GetFileName(path)[prefix.Length..]))
        {
            var parts = name.Split('.')[0].Split('_');
            var stage = int.Parse(parts[1]);
            blocks[stage] = Math.Max(blocks.GetValueOrDefault(stage), int.Parse(parts[2]));
        }
        return new ResNetConfig { StageBlocks = [.. blocks.Values], Width = (int)Golden.Array($"{folder}/{prefix}conv1.weight.npy").Shape[0] };
    }

    private static void Load(nn.Module module, Dictionary<string, NpyArray> arrays)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var state = RationalActivation.StateOf(module).ToDictionary();
        CollectionAssert.AreEquivalent(state.Keys.ToArray(), arrays.Keys.ToArray(), "names of the state");
        foreach (var (name, target) in state)
        {
            CollectionAssert.AreEqual(arrays[name].Shape, target.shape, $"shape of {name}");
            target.copy_(arrays[name].ToTensor());
        }
    }

    /// <summary>The values of a tensor as float64.</summary>
    public static double[] Values(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float64).contiguous().cpu().data<double>().ToArray();
    }

    /// <summary>Compares a tensor with a golden array, shape included.</summary>
    public static void ShouldEqual(this Tensor actual, string path, double tolerance)
    {
        var expected = Golden.Array(path);
        CollectionAssert.AreEqual(expected.Shape, actual.shape, $"{path}: shape");
        Near.RelativeToLargest(expected.ToDoubles(), actual.Values(), tolerance, path);
    }
}
