using System.Globalization;
using CimCil.Configuration;
using CimCil.Foundation;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>
/// A network for classes that arrive phase by phase: branches of one backbone, whose features are concatenated, and named heads over
/// them, as a <see cref="NetworkShape"/> says. Growing makes a new network; the values of the old one are copied.
/// </summary>
public sealed class IncrementalNetwork : NamedModule
{
    private readonly Dictionary<string, Head> _heads = new(StringComparer.Ordinal);

    /// <summary>A network with random weights, drawn from libtorch's CPU generator.</summary>
    /// <param name="config">The backbone of every branch.</param>
    /// <param name="shape">Its branches and heads.</param>
    /// <param name="device">Where its weights lie.</param>
    /// <param name="type">The type of its weights.</param>
    /// <exception cref="ArgumentException">The shape has no branch, no classifier, or two heads of one name.</exception>
    /// <exception cref="ConfigurationException">The backbone uses a part that is not registered in it.</exception>
    public IncrementalNetwork(NetworkConfig config, NetworkShape shape, Device device, ScalarType type = ScalarType.Float32) : base(nameof(IncrementalNetwork))
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Branches.Count == 0 || shape.Heads.All(head => head.Name != HeadShape.Classifier) || shape.Heads.DistinctBy(head => head.Name).Count() != shape.Heads.Count)
            throw new ArgumentException($"A network has a branch, a head called {HeadShape.Classifier} and no two heads of one name; this shape is {shape.ToJson()}.", nameof(shape));
        (Config, Shape) = (config, shape);
        // The order in which weights are drawn decides the numbers of a run: frozen heads, branches, heads that learn.
        AddHeads(PartState.Frozen, device, type);
        Branches = [.. shape.Branches.Select(_ => config.CreateBackbone(device, type))];
        BackboneParts.RequireRegistered(Branches[0]);
        AddHeads(PartState.Learning, device, type);
        register_module("branches", new ModuleGroup(Branches.Select((branch, i) => (i.ToString(CultureInfo.InvariantCulture), (nn.Module)branch))));
        register_module("heads", new ModuleGroup(shape.Heads.Select(head => (head.Name, (nn.Module)_heads[head.Name]))));
        Freeze();
    }

    /// <summary>The backbone of every branch.</summary>
    public NetworkConfig Config { get; }

    /// <summary>What the network is made of.</summary>
    public NetworkShape Shape { get; }

    /// <summary>The branches, the oldest first.</summary>
    public IReadOnlyList<Backbone> Branches { get; }

    /// <summary>The branch that learns.</summary>
    public Backbone NewestBranch => Branches[^1];

    /// <summary>All features to all classes; its rows weigh the maps of a class activation map.</summary>
    public LinearHead Classifier => (LinearHead)_heads[HeadShape.Classifier];

    /// <summary>Length of a feature vector over all branches.</summary>
    public int FeatureCount => Config.FeatureCount * Branches.Count;

    /// <summary>Where the weights lie.</summary>
    public Device Device => NewestBranch.Device;

    /// <summary>The type of the weights.</summary>
    public ScalarType Type => NewestBranch.Type;

    /// <summary>The head of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Head Head(string name) => _heads.TryGetValue(name, out var head)
        ? head
        : throw new ArgumentException($"The network has no head {name}; it has {string.Join(", ", _heads.Keys)}.", nameof(name));

    /// <summary>
    /// A network of a larger shape that starts from this one: a branch takes the values of the branch in its place, or of the newest
    /// where there is none (norm statistics and rational activations included); a linear head over all branches takes the block [old
    /// classes, old features] of the one of the same name. The rest is random.
    /// </summary>
    public IncrementalNetwork GrowTo(NetworkShape shape)
    {
        var grown = new IncrementalNetwork(Config, shape, Device, Type);
        for (var i = 0; i < grown.Branches.Count; i++)
            grown.Branches[i].CopyStateFrom(Branches[Math.Min(i, Branches.Count - 1)]);
        foreach (var (name, head) in grown._heads)
        {
            if (head is LinearHead { Shape.Input: HeadInput.AllBranches } target && _heads.GetValueOrDefault(name) is LinearHead source)
                target.CopyBlock(source);
        }
        return grown;
    }

    /// <summary>Keeps frozen branches in evaluation mode, so that their norm statistics stay (algorithm, section 6).</summary>
    public override void train(bool train = true)
    {
        base.train(train);
        foreach (var (branch, shape) in Branches.Zip(Shape.Branches))
        {
            if (shape.State == PartState.Frozen)
                branch.eval();
        }
    }

    /// <summary>A whole pass over images [N, 3, H, W].</summary>
    public NetworkOutput Apply(Tensor images, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        using var scope = NewDisposeScope();
        var laid = MixedPrecision.Lay(images);
        Tensor[] maps = [.. Branches.Select(branch => branch.Maps(laid, pass))];
        Tensor[] features = [.. maps.Select(Backbone.Pool)];
        var all = features.Length == 1 ? features[0] : cat(features, 1);
        // Each once: a tensor that is moved twice outlives its step.
        foreach (var tensor in maps.Concat(features).Append(all).Distinct(ReferenceEqualityComparer.Instance).Cast<Tensor>())
            tensor.MoveToOuterDisposeScope();
        return new NetworkOutput(this, maps, features, all);
    }

    /// <summary>
    /// Declares work of first order, or a mask step: fast kernels serve it also on machines that have them for networks without padded
    /// channels alone.
    /// </summary>
    internal CpuConvolutions.Scope AllowFastConvolutions() => CpuConvolutions.AllowUnpadded(NewestBranch.ChannelDivisor);

    private void AddHeads(PartState state, Device device, ScalarType type)
    {
        foreach (var head in Shape.Heads.Where(head => head.State == state))
        {
            var branchCount = head.Input switch
            {
                HeadInput.NewestBranch => 1,
                HeadInput.OlderBranches => Shape.Branches.Count - 1,
                _ => Shape.Branches.Count,
            };
            _heads.Add(head.Name, Networks.Head.Create(head, Config.FeatureCount * branchCount, device, type));
        }
    }

    private void Freeze()
    {
        var branches = Branches.Zip(Shape.Branches).Where(entry => entry.Second.State == PartState.Frozen).SelectMany(entry => entry.First.Theta);
        var heads = _heads.Values.Where(head => head.Shape.State == PartState.Frozen).SelectMany(head => head.parameters());
        foreach (var parameter in branches.Concat(heads))
            parameter.requires_grad = false;
    }

    private sealed class ModuleGroup : NamedModule
    {
        public ModuleGroup(IEnumerable<(string Name, nn.Module Module)> modules) : base(nameof(ModuleGroup))
        {
            foreach (var (name, module) in modules)
                register_module(name, module);
        }
    }
}
