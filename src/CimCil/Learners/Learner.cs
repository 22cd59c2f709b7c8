using CimCil.Configuration.Schema;
using CimCil.Foundation;
using CimCil.Networks;
using CimCil.PyBridge;
using static TorchSharp.torch;

namespace CimCil.Learners;

/// <summary>
/// A class-incremental learner: losses and a list of stages. It knows nothing of masks, boxes or the exemplar store. Its whole state is
/// the networks that it holds by name; <see cref="Restore"/> makes them again from their shapes, so that a learner writes no protocol
/// for resumption.
/// </summary>
public abstract class Learner : IDisposable
{
    private readonly Dictionary<string, IncrementalNetwork> _networks = new(StringComparer.Ordinal);

    /// <summary>A learner without networks.</summary>
    protected Learner(LearnerSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        Setup = setup;
    }

    /// <summary>Backbone, schedules and device.</summary>
    protected LearnerSetup Setup { get; }

    /// <summary>The networks, which are the learner's whole state.</summary>
    public IReadOnlyDictionary<string, IncrementalNetwork> Networks => _networks;

    /// <summary>The stages of a phase, to be trained in order. Describing them changes nothing: what a stage changes stands in its parts.</summary>
    public abstract IReadOnlyList<LearnerStage> BeginPhase(PhaseStart start);

    /// <summary>The networks to score after a phase, at least one; one network may stand under two names.</summary>
    public abstract IReadOnlyList<ScoredNetwork> Scored { get; }

    /// <summary>
    /// The one that is deployed: boxes, heatmaps and the features of herding come from it, and it is the one that is exported unless
    /// another is asked for.
    /// </summary>
    public virtual ScoredNetwork Deployed => Scored[0];

    /// <summary>
    /// Is called after the memory is filled and before networks are scored, for classifiers that are made from exemplars, such as class
    /// means. Doing it again with the same networks and exemplars must give the same.
    /// </summary>
    /// <param name="memory">The exemplars of all classes seen.</param>
    public virtual void AfterMemory(MemoryFeatures memory)
    {
    }

    /// <summary>Puts every network into evaluation mode.</summary>
    public void Eval()
    {
        foreach (var network in _networks.Values)
            network.eval();
    }

    /// <summary>Looks at what is to be scored: names that can be file names, each once, and networks that the learner holds.</summary>
    /// <exception cref="CimCilException">Something is not as it must be.</exception>
    internal void RequireScored()
    {
        var scored = Scored;
        if (scored is null or { Count: 0 })
            throw Wrong("scores no network", "Give Scored at least one");
        foreach (var one in scored)
        {
            if (one is null || KebabCase.Defect((one.Name ?? "").ToLowerInvariant()) is not null)
                throw Wrong($"scores a network under the name '{one?.Name}'", "Names are columns and files: use letters, digits and single hyphens, such as compressed");
            if (scored.Count(other => string.Equals(other.Name, one.Name, StringComparison.OrdinalIgnoreCase)) > 1)
                throw Wrong($"scores two networks under the name {one.Name}", "Give each a name of its own");
            if (!_networks.ContainsValue(one.Network))
                throw Wrong($"scores, as {one.Name}, a network that it does not hold", "Hold it under a name, so that checkpoints have it");
            if (one.Network.Shape.Heads.All(head => head.Name != one.Head))
                throw Wrong($"scores {one.Name} by a head {one.Head} that its network lacks", $"Its heads are {string.Join(", ", one.Network.Shape.Heads.Select(head => head.Name))}");
        }
        if (!scored.Contains(Deployed))
            throw Wrong("deploys a network that is not among those it scores", "Return one of Scored");

        CimCilException Wrong(string what, string fix) => new($"The learner {GetType().Name} {what}. {fix}.");
    }

    /// <summary>Makes the networks of the given shapes in place of those that there are; whoever calls it then gives them their values.</summary>
    public void Restore(IReadOnlyDictionary<string, NetworkShape> shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        Dispose();
        using var scope = NewDisposeScope();
        foreach (var (name, shape) in shapes)
            _networks[name] = new IncrementalNetwork(Setup.Network, shape, Setup.Device);
    }

    /// <summary>Disposes the networks.</summary>
    public void Dispose()
    {
        foreach (var network in _networks.Values)
            network.Dispose();
        _networks.Clear();
        GC.SuppressFinalize(this);
    }

    /// <summary>Creates the network of phase 0; its branches start from the experiment's pretrained weights where it names some.</summary>
    protected IncrementalNetwork Create(NetworkShape shape)
    {
        var network = new IncrementalNetwork(Setup.Network, shape, Setup.Device);
        foreach (var branch in network.Branches)
            PretrainedBackbone.Load(branch, Setup.Network.Pretrained);
        return network;
    }

    /// <summary>Holds a network under a name; one that was held there is disposed.</summary>
    protected void Hold(string name, IncrementalNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Drop(name);
        _networks[name] = network;
    }

    /// <summary>Disposes a network that is no longer needed; nothing happens where there is none.</summary>
    protected void Drop(string name)
    {
        if (_networks.Remove(name, out var network))
            network.Dispose();
    }

    /// <summary>The network that is held under a name.</summary>
    /// <exception cref="InvalidOperationException">There is none yet.</exception>
    protected IncrementalNetwork Network(string name) =>
        _networks.GetValueOrDefault(name) ?? throw new InvalidOperationException($"The learner holds no network {name}; no phase has begun.");
}
