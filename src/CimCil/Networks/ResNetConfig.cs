using System.Numerics;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Configuration;

/// <summary>A residual backbone of basic blocks (ResNet-18, ResNet-34 and smaller ones).</summary>
[ConfigSection("resnet")]
public sealed partial record ResNetConfig : NetworkConfig
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

    /// <inheritdoc/>
    public override long Stride => StemStride << Math.Min(StageBlocks.Count - 1, 62 - BitOperations.Log2((ulong)StemStride));

    /// <inheritdoc/>
    public override int FeatureCount => Width << (StageBlocks.Count - 1);

    private long StemStride => Stem switch
    {
        Stem.ImageNet => 4,
        Stem.Strided => 2,
        _ => 1,
    };

    /// <inheritdoc/>
    public override Backbone CreateBackbone(Device device, ScalarType type) => new ResNet(this, device, type);
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
