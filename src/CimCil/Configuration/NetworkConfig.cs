using System.Numerics;

namespace CimCil.Configuration;

/// <summary>A residual backbone of basic blocks (ResNet-18, ResNet-34 and smaller ones).</summary>
[ConfigSection]
public sealed partial record NetworkConfig : ConfigSection
{
    /// <summary>Basic blocks of each stage; every stage after the first halves the map and doubles the width.</summary>
    [NotEmpty]
    [Between(1, 64, Unit = "blocks")]
    public IReadOnlyList<int> StageBlocks { get; init; } = [2, 2, 2, 2];

    /// <summary>Channels of the first stage.</summary>
    [Between(1, 4096, Unit = "channels")]
    public int Width { get; init; } = 64;

    /// <summary>The layers before the first stage.</summary>
    public Stem Stem { get; init; } = Stem.ImageNet;

    /// <summary>Weights that the backbone starts from.</summary>
    public Weights Pretrained { get; init; } = Weights.Random;

    /// <summary>ResNet-18 as in the paper.</summary>
    public static NetworkConfig ResNet18 => new();

    /// <summary>ResNet-34.</summary>
    public static NetworkConfig ResNet34 => new() { StageBlocks = [3, 4, 6, 3] };

    /// <summary>
    /// A network for 64 x 64 images: 5 x 5 stem of stride 2, three stages of one block, widths 16, 32 and 64 (multiples of 16,
    /// which a CPU's vector kernels need no padding for).
    /// </summary>
    public static NetworkConfig Small => new() { StageBlocks = [1, 1, 1], Width = 16, Stem = Stem.Strided };

    /// <summary>How many image pixels, per side, one cell of the last stage's map stands for.</summary>
    public long Stride => StemStride << Math.Min(StageBlocks.Count - 1, 62 - BitOperations.Log2((ulong)StemStride));

    private long StemStride => Stem switch
    {
        Stem.ImageNet => 4,
        Stem.Strided => 2,
        _ => 1,
    };
}

/// <summary>The layers before the first residual stage.</summary>
public enum Stem
{
    /// <summary>7 x 7 convolution of stride 2, then 3 x 3 max pooling of stride 2.</summary>
    ImageNet,

    /// <summary>3 x 3 convolution of stride 1, no pooling.</summary>
    Cifar,

    /// <summary>5 x 5 convolution of stride 2, no pooling.</summary>
    Strided,
}
