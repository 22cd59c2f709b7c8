using System.Globalization;
using CimCil.Configuration;
using static TorchSharp.torch;

namespace CimCil.Networks;

/// <summary>
/// FOSTER's network: one branch in phase 0 and after compression, two while boosting (algorithm, section 2). The old branch
/// and the old head are frozen. Growing and compressing make new networks; the values of the old one are copied.
/// </summary>
public sealed class FosterNetwork : NamedModule
{
    private readonly NetworkConfig _config;

    /// <summary>A network of one branch with random weights.</summary>
    public FosterNetwork(NetworkConfig config, int classCount, Device device, ScalarType type = ScalarType.Float32)
        : this(config, [new ResNet(config, device, type)], classCount, null)
    {
    }

    private FosterNetwork(NetworkConfig config, IReadOnlyList<ResNet> branches, int classCount, LinearHead? oldHead) : base(nameof(FosterNetwork))
    {
        _config = config;
        Branches = branches;
        var newest = branches[^1];
        Head = new LinearHead(newest.FeatureCount * branches.Count, classCount, newest.Device, newest.Type);
        NewBranchHead = new LinearHead(newest.FeatureCount, classCount, newest.Device, newest.Type);
        OldHead = oldHead;
        register_module("convnets", new BranchList(branches));
        register_module("fc", Head);
        register_module("fe_fc", NewBranchHead);
        if (oldHead is not null)
            register_module("oldfc", oldHead);
    }

    /// <summary>The branches, old one first.</summary>
    public IReadOnlyList<ResNet> Branches { get; }

    /// <summary>The branch that learns.</summary>
    public ResNet NewestBranch => Branches[^1];

    /// <summary>All features to all classes (<c>fc</c>).</summary>
    public LinearHead Head { get; }

    /// <summary>The newest branch alone to all classes (<c>fe_fc</c>).</summary>
    public LinearHead NewBranchHead { get; }

    /// <summary>The old branch alone to the old classes (<c>oldfc</c>); null with one branch.</summary>
    public LinearHead? OldHead { get; }

    /// <summary>Length of a feature vector over all branches.</summary>
    public int FeatureCount => NewestBranch.FeatureCount * Branches.Count;

    /// <summary>
    /// The network of the next phase: a second branch that starts as a copy of the first (norm statistics and rational
    /// activations included), a new head whose block [old classes, old features] is this head's, and a fresh branch head.
    /// The copied first branch and the old head are frozen.
    /// </summary>
    /// <exception cref="InvalidOperationException">The network already has two branches.</exception>
    public FosterNetwork Grow(int classCount)
    {
        if (Branches.Count != 1)
            throw new InvalidOperationException($"Only a network of one branch grows; this one has {Branches.Count}. Compress it first.");
        var oldHead = new LinearHead(NewestBranch.FeatureCount, Head.ClassCount, NewestBranch.Device, NewestBranch.Type);
        oldHead.CopyBlock(Head);
        var grown = new FosterNetwork(_config, [NewestBranch.Copy(), NewestBranch.Copy()], classCount, oldHead);
        grown.Head.CopyBlock(Head);
        foreach (var parameter in grown.Branches[0].Theta.Append(oldHead.Weight))
            parameter.requires_grad = false;
        return grown;
    }

    /// <summary>
    /// The student of a network of two branches: the old branch's weights, the old head's rows, random rows for the new classes.
    /// </summary>
    /// <param name="carryOver">Which branch's rational activations the student takes.</param>
    /// <exception cref="InvalidOperationException">The network has one branch.</exception>
    public FosterNetwork CreateStudent(PhiCarryOver carryOver)
    {
        if (OldHead is null)
            throw new InvalidOperationException("Only a network of two branches has a student.");
        var student = new FosterNetwork(_config, [Branches[0].Copy()], Head.ClassCount, null);
        student.Head.CopyBlock(OldHead);
        if (carryOver == PhiCarryOver.Newest)
            student.NewestBranch.CopyPhiFrom(NewestBranch);
        return student;
    }

    /// <summary>Keeps the frozen branch in evaluation mode, so that its norm statistics stay (algorithm, section 6).</summary>
    public override void train(bool train = true)
    {
        base.train(train);
        if (Branches.Count > 1)
            Branches[0].eval();
    }

    /// <summary>A whole pass over images [N, 3, H, W].</summary>
    public FosterOutput Apply(Tensor images, ForwardPass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        using var scope = NewDisposeScope();
        var maps = Branches.Select(branch => branch.Maps(images, pass)).ToArray();
        var features = maps.Select(ResNet.Pool).ToArray();
        var all = features.Length == 1 ? features[0] : cat(features, 1);
        return new FosterOutput(
            (maps.Length == 1 ? maps[0] : cat(maps, 1)).MoveToOuterDisposeScope(),
            all.MoveToOuterDisposeScope(),
            Head.Apply(all).MoveToOuterDisposeScope(),
            NewBranchHead.Apply(features[^1]).MoveToOuterDisposeScope(),
            OldHead?.Apply(features[0]).MoveToOuterDisposeScope());
    }

    private sealed class BranchList : NamedModule
    {
        public BranchList(IReadOnlyList<ResNet> branches) : base(nameof(BranchList))
        {
            for (var i = 0; i < branches.Count; i++)
                register_module(i.ToString(CultureInfo.InvariantCulture), branches[i]);
        }
    }
}
