using CimCil.Configuration;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>
/// A residual backbone whose activations are ReLU or rational, chosen for each pass; convolutions and norms serve both.
/// Parameter names are the reference's (<c>conv1</c>, <c>bn1</c>, <c>ratl</c>, <c>layer_1_1.conv1</c>, ...).
/// </summary>
public sealed class ResNet : NamedModule
{
    private readonly NetworkConfig _config;
    private readonly Convolution _stem;
    private readonly Norm _stemNorm;
    private readonly RationalActivation _stemRational;
    private readonly ResidualBlock[][] _stages;

    /// <summary>Creates a backbone with random weights (libtorch's CPU generator) on its device.</summary>
    public ResNet(NetworkConfig config, Device device, ScalarType type = ScalarType.Float32) : base(nameof(ResNet))
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        Device = device;
        Type = type;
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

    /// <summary>The shape of the backbone.</summary>
    public NetworkConfig Config => _config;

    /// <summary>Channels of the last stage, which is the length of a feature vector.</summary>
    public int FeatureCount => StageWidth(_stages.Length - 1);

    /// <summary>Channels of the first stage; every later stage has a multiple of them.</summary>
    public int Width => _config.Width;

    /// <summary>Where the weights lie.</summary>
    public Device Device { get; }

    /// <summary>The type of the weights.</summary>
    public ScalarType Type { get; }

    /// <summary>theta: the convolutions and norms, in the order of <see cref="nn.Module.named_parameters"/>.</summary>
    public IReadOnlyList<Parameter> Theta => [.. named_parameters().Where(entry => !IsRational(entry.name)).Select(entry => entry.parameter)];

    /// <summary>phi: the coefficients of the rational activations.</summary>
    public IReadOnlyList<Parameter> Phi => [.. named_parameters().Where(entry => IsRational(entry.name)).Select(entry => entry.parameter)];

    /// <summary>The parameters of <see cref="Theta"/> that the inner step moves.</summary>
    public IReadOnlyList<Parameter> InnerParameters(InnerStep innerStep)
    {
        if (innerStep == InnerStep.WholeBackbone)
            return Theta;
        var shortcuts = new HashSet<Parameter>(_stages.SelectMany(stage => stage).SelectMany(block => block.ShortcutParameters), ReferenceEqualityComparer.Instance);
        return [.. Theta.Where(parameter => !shortcuts.Contains(parameter))];
    }

    /// <summary>The maps of the last stage, [N, D, h, w], of images [N, 3, H, W].</summary>
    public Tensor Maps(Tensor images, ForwardPass pass)
    {
        using var scope = NewDisposeScope();
        return StageMaps(images, pass)[^1].MoveToOuterDisposeScope();
    }

    /// <summary>The maps after each stage.</summary>
    public IReadOnlyList<Tensor> StageMaps(Tensor images, ForwardPass pass)
    {
        var x = ApplyStem(images, pass);
        var maps = new List<Tensor>(_stages.Length);
        foreach (var stage in _stages)
        {
            foreach (var block in stage)
                x = block.Apply(x, pass);
            maps.Add(x);
        }
        return maps;
    }

    /// <summary>Global average pooling: features [N, D] of maps [N, D, h, w].</summary>
    public static Tensor Pool(Tensor maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        return maps.mean([2, 3]);
    }

    /// <summary>A second network of the same shape with the same values.</summary>
    public ResNet Copy()
    {
        var copy = new ResNet(_config, Device, Type);
        copy.CopyStateFrom(this);
        return copy;
    }

    /// <summary>Takes every parameter and buffer of another network of the same shape.</summary>
    public void CopyStateFrom(ResNet source) => CopyState(source, _ => true);

    /// <summary>Takes phi of another network of the same shape.</summary>
    public void CopyPhiFrom(ResNet source) => CopyState(source, IsRational);

    private void CopyState(ResNet source, Func<string, bool> includes)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var values = source.state_dict();
        foreach (var (name, target) in state_dict().Where(entry => includes(entry.Key)))
            target.copy_(values[name]);
    }

    private Tensor ApplyStem(Tensor images, ForwardPass pass)
    {
        using var scope = NewDisposeScope();
        var x = _stemNorm.Apply(_stem.Apply(images, pass), pass);
        x = Layer.Activate(x, _stemRational, pass);
        if (_config.Stem == Stem.ImageNet)
            x = nn.functional.max_pool2d(x, 3, stride: 2, padding: 1);
        return x.MoveToOuterDisposeScope();
    }

    private ResidualBlock[] CreateStage(int stage, int blockCount)
    {
        var blocks = new ResidualBlock[blockCount];
        for (var i = 0; i < blockCount; i++)
        {
            var inputs = i > 0 || stage == 0 ? StageWidth(stage) : StageWidth(stage - 1);
            blocks[i] = new ResidualBlock(inputs, StageWidth(stage), i == 0 && stage > 0 ? 2 : 1, Device, Type);
            register_module($"layer_{stage + 1}_{i + 1}", blocks[i]);
        }
        return blocks;
    }

    private int StageWidth(int stage) => _config.Width << stage;

    private static bool IsRational(string name) => name.Contains("ratl", StringComparison.Ordinal);
}
