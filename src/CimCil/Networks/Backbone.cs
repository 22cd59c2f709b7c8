using CimCil.Configuration;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>
/// What turns images into maps: one branch of a network. Its activations are ReLU or rational, chosen for each pass
/// (<see cref="ForwardPass"/>), and its weights come from the pass too, so that the mask step can differentiate through them.
/// Derive a class per architecture: register its parts by name in the constructor, and say in <see cref="Apply"/> how they follow each
/// other. It then trains, learns masks, resumes and exports.
/// </summary>
public abstract class Backbone : NamedModule
{
    /// <summary>A backbone on a device.</summary>
    /// <param name="name">The name of the architecture.</param>
    /// <param name="device">Where its weights lie; they are never moved.</param>
    /// <param name="type">The type of its weights.</param>
    protected Backbone(string name, Device device, ScalarType type) : base(name) => (Device, Type) = (device, type);

    /// <summary>Where the weights lie.</summary>
    public Device Device { get; }

    /// <summary>The type of the weights.</summary>
    public ScalarType Type { get; }

    /// <summary>
    /// A divisor of the channel counts of all convolutions, the three of an image aside. Where a machine's fast kernels fail on
    /// padded channels they serve only networks whose divisor needs no padding (<see cref="Foundation.CpuConvolutions"/>); 1 never does.
    /// </summary>
    public virtual int ChannelDivisor => 1;

    /// <summary>theta: all parameters but those of rational activations, in the order of <see cref="nn.Module.named_parameters"/>.</summary>
    public IReadOnlyList<Parameter> Theta
    {
        get
        {
            var rational = RationalParameters();
            return [.. named_parameters().Select(entry => entry.parameter).Where(parameter => !rational.Contains(parameter))];
        }
    }

    /// <summary>phi: the coefficients of the rational activations, in the same order.</summary>
    public IReadOnlyList<Parameter> Phi => [.. PhiByName().Select(entry => entry.Parameter)];

    /// <summary>The part of <see cref="Phi"/> in the last stage, which passes on <see cref="ActivationPath.RationalInLastStage"/> use.</summary>
    public IReadOnlyList<Parameter> LastStagePhi =>
        [.. modules().OfType<RationalActivation>().Where(activation => activation.Place == StagePlace.Last).SelectMany(activation => activation.parameters())];

    /// <summary>The parameters of <see cref="Theta"/> that the inner step moves; all of them unless the architecture has shortcuts to leave out.</summary>
    public virtual IReadOnlyList<Parameter> InnerParameters(InnerStep innerStep) => Theta;

    /// <summary>The last maps [N, D, h, w] of images [N, 3, H, W], written in layers.</summary>
    public abstract T Apply<T>(ILayers<T> layers, T images);

    /// <summary>The last maps [N, D, h, w] of images [N, 3, H, W].</summary>
    public Tensor Maps(Tensor images, ForwardPass pass)
    {
        using var scope = NewDisposeScope();
        return Apply(new TensorLayers(pass), images).MoveToOuterDisposeScope();
    }

    /// <summary>phi with names.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> PhiByName()
    {
        var rational = RationalParameters();
        return named_parameters().Where(entry => rational.Contains(entry.parameter)).Select(entry => (entry.name, entry.parameter));
    }

    /// <summary>Global average pooling: features [N, D] of maps [N, D, h, w]; float32 where the maps are bfloat16.</summary>
    public static Tensor Pool(Tensor maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        return maps.mean([2, 3], type: maps.dtype == ScalarType.BFloat16 ? ScalarType.Float32 : null);
    }

    /// <summary>Takes every parameter and buffer of another backbone of the same architecture.</summary>
    public void CopyStateFrom(Backbone source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Copy(source, state_dict().Keys);
    }

    /// <summary>The rational activations, in the order of <see cref="Phi"/>.</summary>
    internal IReadOnlyList<RationalActivation> RationalActivations => [.. modules().OfType<RationalActivation>()];

    /// <summary>Takes phi of another backbone of the same architecture, and the input scales that it was learnt at.</summary>
    public void CopyPhiFrom(Backbone source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var state = state_dict();
        Copy(source, [.. PhiByName().Select(entry => entry.Name), .. state.Keys.Where(name => RationalActivation.IsScale(name, state))]);
    }

    private void Copy(Backbone source, IEnumerable<string> names)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var (targets, values) = (state_dict(), source.state_dict());
        foreach (var name in names)
            targets[name].copy_(values[name]);
    }

    private HashSet<Parameter> RationalParameters() =>
        new(modules().OfType<RationalActivation>().SelectMany(activation => activation.parameters()), ReferenceEqualityComparer.Instance);
}
