using CimCil.Configuration;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>
/// A residual backbone whose activations are ReLU or rational, chosen for each pass; convolutions and norms serve both.
/// Parameter names are the reference's (<c>conv1</c>, <c>bn1</c>, <c>ratl</c>, <c>layer_1_1.conv1</c>, ...).
/// </summary>
public sealed class ResNet : Backbone
{
    private readonly ResNetConfig _config;
    private readonly Convolution _stem;
    private readonly Norm _stemNorm;
    private readonly RationalActivation _stemRational;
    private readonly ResidualBlock[][] _stages;

    /// <summary>Creates a backbone with random weights (libtorch's CPU generator) on its device.</summary>
    public ResNet(ResNetConfig config, Device device, ScalarType type = ScalarType.Float32) : base(nameof(ResNet), device, type)
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        var (side, stride) = config.Stem switch
        {
            Stem.ImageNet => (7, 2),
            Stem.Strided => (5, 2),
            _ => (3, 1),
        };
        register_module("conv1", _stem = new Convolution(3, config.Width, side, stride, device, type));
        register_module("bn1", _stemNorm = new Norm(config.Width, device, type));
        register_module("ratl", _stemRational = new RationalActivation(device, type));
        _stages = [.. config.StageBlocks.Select((blocks, stage) => CreateStage(stage, blocks))];
    }

    /// <summary>The section that it was made from.</summary>
    public ResNetConfig Config => _config;

    /// <inheritdoc/>
    public override int ChannelDivisor => _config.Width;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> InnerParameters(InnerStep innerStep)
    {
        if (innerStep == InnerStep.WholeBackbone)
            return Theta;
        var shortcuts = new HashSet<Parameter>(_stages.SelectMany(stage => stage).SelectMany(block => block.ShortcutParameters), ReferenceEqualityComparer.Instance);
        return [.. Theta.Where(parameter => !shortcuts.Contains(parameter))];
    }

    /// <inheritdoc/>
    public override T Apply<T>(ILayers<T> layers, T images)
    {
        ArgumentNullException.ThrowIfNull(layers);
        return StageMaps(layers, images)[^1];
    }

    /// <summary>The maps after each stage.</summary>
    internal IReadOnlyList<T> StageMaps<T>(ILayers<T> layers, T images)
    {
        var x = layers.Part(() =>
        {
            var stem = layers.ConvolveAndActivate(images, _stem, _stemNorm, _stemRational);
            return _config.Stem == Stem.ImageNet ? layers.MaxPool(stem, side: 3, stride: 2) : stem;
        });
        var maps = new List<T>(_stages.Length);
        foreach (var stage in _stages)
        {
            foreach (var block in stage)
                x = block.Apply(layers, x);
            maps.Add(x);
        }
        return maps;
    }

    private ResidualBlock[] CreateStage(int stage, int blockCount)
    {
        var place = stage == _config.StageBlocks.Count - 1 ? StagePlace.Last : StagePlace.Earlier;
        var blocks = new ResidualBlock[blockCount];
        for (var i = 0; i < blockCount; i++)
        {
            var inputs = i > 0 || stage == 0 ? StageWidth(stage) : StageWidth(stage - 1);
            blocks[i] = new ResidualBlock(inputs, StageWidth(stage), i == 0 && stage > 0 ? 2 : 1, place, Device, Type);
            register_module($"layer_{stage + 1}_{i + 1}", blocks[i]);
        }
        return blocks;
    }

    private int StageWidth(int stage) => _config.Width << stage;
}
