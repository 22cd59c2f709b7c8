using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>
/// Moves parameters against their gradients, all in a few passes over memory: the formulas of torch.optim in their order, on
/// <see cref="FlatParameters"/>. What it remembers has one name and shape per parameter, so that it can be kept and given back.
/// </summary>
internal abstract class FlatOptimizer(IEnumerable<Parameter> parameters, double weightDecay) : IDisposable
{
    /// <summary>What is moved.</summary>
    public FlatParameters Parameters { get; } = new(parameters);

    /// <summary>The rate of the next step.</summary>
    public double LearningRate { get; set; }

    /// <summary>All gradients one behind the other, [P].</summary>
    public Tensor Gradients => Parameters.Gradients;

    /// <summary>Sets the gradients to 0.</summary>
    public void ZeroGradients() => Gradients.zero_();

    /// <summary>One step against the gradients, which are used up.</summary>
    public void Step()
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        if (weightDecay != 0)
            Gradients.add_(Parameters.Values, alpha: weightDecay);
        Move(Parameters.Values, Gradients);
    }

    /// <summary>Adds what it remembers under <c>PREFIX.I.NAME</c>, I being the parameter's place, in the caller's dispose scope.</summary>
    public void Collect(string prefix, Dictionary<string, Tensor> tensors, Dictionary<string, long> counts)
    {
        foreach (var (name, flat) in Memory)
        {
            foreach (var (i, part) in Parameters.Split(flat).Index())
                tensors[$"{prefix}.{i}.{name}"] = part;
        }
        if (StepCount is { } steps and > 0)
        {
            for (var i = 0; i < Parameters.All.Count; i++)
                counts[$"{prefix}.{i}"] = steps;
        }
    }

    /// <summary>Takes back what was collected from an optimizer over the same parameters; the tensors are copied.</summary>
    public void Restore(string prefix, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, long> counts)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        Begin(counts.GetValueOrDefault($"{prefix}.0"));
        foreach (var (name, flat) in Memory)
        {
            foreach (var (i, part) in Parameters.Split(flat).Index())
            {
                if (tensors.TryGetValue($"{prefix}.{i}.{name}", out var kept))
                    part.copy_(kept);
            }
        }
    }

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        Parameters.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What it remembers, by torch.optim's names; each [P].</summary>
    private protected abstract IEnumerable<(string Name, Tensor Flat)> Memory { get; }

    /// <summary>Steps so far, where they matter.</summary>
    private protected virtual long? StepCount => null;

    /// <summary>Goes on after a number of steps.</summary>
    private protected virtual void Begin(long stepCount)
    {
    }

    /// <summary>Moves the values; the gradients hold the weight decay already.</summary>
    private protected abstract void Move(Tensor values, Tensor gradients);
}
