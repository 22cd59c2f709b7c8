using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>
/// Weights that stand in for parameters during a forward pass. The inner step of the bilevel problem makes them as
/// functions of phi, so that the outer loss can be differentiated through them; the parameters themselves do not move.
/// </summary>
public sealed class FastWeights
{
    private readonly Dictionary<Parameter, Tensor> _replacements = new(ReferenceEqualityComparer.Instance);

    /// <summary>No replacement: every parameter stands for itself.</summary>
    public static FastWeights None { get; } = new();

    private FastWeights()
    {
    }

    /// <summary>Replaces each parameter by the weight at the same position.</summary>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static FastWeights Replacing(IReadOnlyList<Parameter> parameters, IReadOnlyList<Tensor> weights)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(weights);
        if (parameters.Count != weights.Count)
            throw new ArgumentException($"There are {parameters.Count} parameters but {weights.Count} weights.", nameof(weights));
        var fast = new FastWeights();
        for (var i = 0; i < parameters.Count; i++)
            fast._replacements[parameters[i]] = weights[i];
        return fast;
    }

    /// <summary>The weight to use for <paramref name="parameter"/>.</summary>
    public Tensor Of(Parameter parameter) => _replacements.TryGetValue(parameter, out var weight) ? weight : parameter;
}
