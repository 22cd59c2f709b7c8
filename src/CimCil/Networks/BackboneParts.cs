using CimCil.Foundation;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>Which parts a backbone uses, found by letting it say its layers without any images.</summary>
internal sealed class BackboneParts : ILayers<object>
{
    private static readonly object Nothing = new();

    private readonly HashSet<nn.Module> _used = new(ReferenceEqualityComparer.Instance);

    private BackboneParts()
    {
    }

    /// <summary>The parts; null for a backbone that does more than name layers, which cannot be asked without images.</summary>
    public static IReadOnlySet<nn.Module>? Of(Backbone backbone)
    {
        var parts = new BackboneParts();
        try
        {
            _ = backbone.Apply(parts, Nothing);
        }
        catch (Exception failure) when (failure is InvalidCastException or NotSupportedException or InvalidOperationException or NullReferenceException)
        {
            return null;
        }
        return parts._used;
    }

    /// <summary>Refuses a backbone with a part that is not registered: it would learn, and be in no file of weights and no checkpoint.</summary>
    /// <exception cref="ConfigurationException">There is one.</exception>
    public static void RequireRegistered(Backbone backbone)
    {
        var registered = new HashSet<nn.Module>(backbone.modules(), ReferenceEqualityComparer.Instance);
        if (Of(backbone)?.FirstOrDefault(part => !registered.Contains(part)) is { } missing)
        {
            throw new ConfigurationException(
                $"The backbone {backbone.GetType().Name} uses a part of type {missing.GetType().Name} that is not registered in it: a backbone registers every part by name in its constructor, "
                + "or weights files and checkpoints would lack it. Add register_module(\"name\", part).");
        }
    }

    object ILayers<object>.Convolve(object x, Convolution convolution, Norm norm)
    {
        _used.Add(convolution);
        _used.Add(norm);
        return x;
    }

    object ILayers<object>.Activate(object x, RationalActivation rational)
    {
        _used.Add(rational);
        return x;
    }

    object ILayers<object>.Add(object x, object y) => x;

    object ILayers<object>.MaxPool(object x, int side, int stride) => x;

    object ILayers<object>.Part(Func<object> part) => part();
}
