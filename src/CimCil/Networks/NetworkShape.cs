using System.Text.Json;
using System.Text.Json.Serialization;

namespace CimCil.Networks;

/// <summary>
/// What a network is made of, beside its values: how many branches of one backbone, which heads over which of them, and what is
/// frozen. It is written beside the weights, so that whoever finds them can build the network again.
/// </summary>
public sealed record NetworkShape
{
    /// <summary>The branches, the oldest first; at least one.</summary>
    public required IReadOnlyList<BranchShape> Branches { get; init; }

    /// <summary>The heads, each with a name of its own; one is called <see cref="HeadShape.Classifier"/>.</summary>
    public required IReadOnlyList<HeadShape> Heads { get; init; }

    /// <summary>One branch that learns and a linear classifier over it.</summary>
    public static NetworkShape OneBranch(int classCount) => new()
    {
        Branches = [new BranchShape()],
        Heads = [new HeadShape(HeadShape.Classifier, classCount)],
    };

    /// <summary>The shape as one line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, NetworkShapeJson.Default.NetworkShape);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">The text is no shape.</exception>
    public static NetworkShape FromJson(string json) => JsonSerializer.Deserialize(json, NetworkShapeJson.Default.NetworkShape) ?? throw new JsonException("null");
}

/// <summary>A branch: one backbone of the experiment's kind.</summary>
/// <param name="State">Whether theta learns; the norms of a frozen branch stay as they are.</param>
public sealed record BranchShape(PartState State = PartState.Learning);

/// <summary>A head over the features of some branches.</summary>
/// <param name="Name">Its name in the network.</param>
/// <param name="ClassCount">Classes, labels [0, ClassCount).</param>
public sealed record HeadShape(string Name, int ClassCount)
{
    /// <summary>The name of the head over all branches and all classes: the one that class activation maps are of.</summary>
    public const string Classifier = "classifier";

    /// <summary>How features become logits.</summary>
    public HeadKind Kind { get; init; } = HeadKind.Linear;

    /// <summary>Which branches it sees.</summary>
    public HeadInput Input { get; init; } = HeadInput.AllBranches;

    /// <summary>Whether its weight learns.</summary>
    public PartState State { get; init; } = PartState.Learning;
}

/// <summary>Whether a part of a network learns.</summary>
public enum PartState
{
    /// <summary>It does.</summary>
    Learning,

    /// <summary>It stays as it is.</summary>
    Frozen,
}

/// <summary>How a head makes logits of features.</summary>
public enum HeadKind
{
    /// <summary>A matrix without bias (<see cref="LinearHead"/>).</summary>
    Linear,

    /// <summary>Nearness to the mean of each class (<see cref="NearestMeanHead"/>).</summary>
    NearestMean,
}

/// <summary>Which branches' features a head sees.</summary>
public enum HeadInput
{
    /// <summary>Those of all branches, the oldest first.</summary>
    AllBranches,

    /// <summary>Those of the newest branch.</summary>
    NewestBranch,

    /// <summary>Those of all branches but the newest.</summary>
    OlderBranches,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(NetworkShape))]
internal sealed partial class NetworkShapeJson : JsonSerializerContext;
