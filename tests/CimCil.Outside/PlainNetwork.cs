using CimCil.Configuration;
using CimCil.Networks;
using static TorchSharp.torch;

namespace Flags;

/// <summary>A backbone without shortcuts: every block is a convolution, an activation and, but for the last one, a pooling.</summary>
[ConfigSection("plain")]
public sealed partial record PlainNetwork : NetworkConfig
{
    /// <summary>Blocks; each but the last halves the map.</summary>
    [Between(1, 8, Unit = "blocks")]
    public int BlockCount { get; init; } = 3;

    /// <summary>Channels of every block.</summary>
    [Between(1, 4096, Unit = "channels")]
    public int Width { get; init; } = 16;

    /// <inheritdoc/>
    public override long Stride => 1 << (BlockCount - 1);

    /// <inheritdoc/>
    public override int FeatureCount => Width;

    /// <inheritdoc/>
    public override Backbone CreateBackbone(Device device, ScalarType type) => new PlainBackbone(this, device, type);
}
