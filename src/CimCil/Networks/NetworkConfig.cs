using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Configuration;

/// <summary>The backbone of a branch. Derive a section per architecture.</summary>
[ConfigSection]
public abstract partial record NetworkConfig : ConfigSection
{
    /// <summary>Weights that the backbone starts from.</summary>
    public Weights Pretrained { get; init; } = Weights.Random;

    /// <summary>ResNet-18 as in the paper.</summary>
    public static ResNetConfig ResNet18 => new();

    /// <summary>ResNet-34.</summary>
    public static ResNetConfig ResNet34 => new() { StageBlocks = [3, 4, 6, 3] };

    /// <summary>
    /// A network for 64 x 64 images: 5 x 5 stem of stride 2, three stages of one block, widths 16, 32 and 64 (multiples of 16,
    /// which a CPU's vector kernels need no padding for).
    /// </summary>
    public static ResNetConfig Small => new() { StageBlocks = [1, 1, 1], Width = 16, Stem = Stem.Strided };

    /// <summary>
    /// How many image pixels, per side, one cell of the last map stands for. Cells are centred on every Stride-th pixel, from the first one,
    /// where all windows have odd sides and are padded by half of them; <see cref="HeatmapAlignment.Centred"/> counts on that.
    /// </summary>
    public abstract long Stride { get; }

    /// <summary>Channels of the last map, which is the length of a feature vector.</summary>
    public abstract int FeatureCount { get; }

    /// <summary>Creates the backbone with random weights, drawn from libtorch's CPU generator.</summary>
    /// <param name="device">Where its weights lie.</param>
    /// <param name="type">The type of its weights.</param>
    public abstract Backbone CreateBackbone(Device device, ScalarType type);
}
