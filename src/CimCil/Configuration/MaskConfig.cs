namespace CimCil.Configuration;

/// <summary>How exemplars are compressed. Derive a section per policy (the paper's ablation rows).</summary>
[ConfigSection]
public abstract partial record MaskConfig : ConfigSection;

/// <summary>Exemplars are full images: the baseline.</summary>
[ConfigSection("full-images")]
public sealed partial record FullImages : MaskConfig;

/// <summary>A policy that keeps a box at full resolution and downsamples the rest.</summary>
[ConfigSection]
public abstract partial record BoxMaskConfig : MaskConfig
{
    /// <summary>Compression ratio eta, an area ratio: 4 halves each side of what lies outside the box.</summary>
    [Between(1, 1024)]
    public double CompressionRatio { get; init; } = 4;

    /// <summary>Threshold tau on the min-max-normalised heatmap.</summary>
    [Between(0, 1)]
    public double Threshold { get; init; } = 0.6;

    /// <summary>Boxes of the phase's new images are renewed every so many epochs.</summary>
    [Between(1, 100000, Unit = "epochs")]
    public int RefreshInterval { get; init; } = 40;

    /// <summary>At each refresh the probability that a new image is compressed in training grows by this.</summary>
    [Between(0, 1)]
    public double RandomCompressionStep { get; init; } = 0.1;

    /// <summary>Images per step when boxes are computed.</summary>
    [Between(1, 65536, Unit = "images")]
    public int HeatmapBatchSize { get; init; } = 16;
}

/// <summary>A box from the plain class activation map; nothing is learnt for it (ablation row 6).</summary>
[ConfigSection("class-activation")]
public sealed partial record ClassActivationMask : BoxMaskConfig;

/// <summary>Everything is downsampled; there is no box (ablation row 3).</summary>
[ConfigSection("full-compression")]
public sealed partial record FullCompression : BoxMaskConfig;

/// <summary>Class-incremental masking: the box comes from learnable activations phi, trained by a bilevel optimisation (the method).</summary>
[ConfigSection("cim")]
public sealed partial record CimMask : BoxMaskConfig
{
    /// <summary>Weight mu of the memory constraint R(phi): mean square of the heatmap.</summary>
    [NotNegative]
    public double MemoryWeight { get; init; } = 0.1;

    /// <summary>Weight mu' of the mask diversity loss.</summary>
    [NotNegative]
    public double DiversityWeight { get; init; } = 0.2;

    /// <summary>The inner rate beta1, as a part of the current rate of theta.</summary>
    [NotNegative]
    public double InnerRateRatio { get; init; } = 0.1;

    /// <summary>Mask steps per epoch and new class.</summary>
    [NotNegative]
    public double IterationsPerNewClass { get; init; } = 0.5;

    /// <summary>Images per mask step, at each of the two levels.</summary>
    [Between(1, 65536, Unit = "images")]
    public int BatchSize { get; init; } = 16;

    /// <summary>Rate of Adam on phi at the start; it falls to 0 along a cosine.</summary>
    [Positive]
    public double LearningRate { get; init; } = 0.01;

    /// <summary>L2 weight decay on phi.</summary>
    [NotNegative]
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>The joint norm that the gradient of phi is clipped to in phase 0.</summary>
    [Positive]
    public double FirstPhaseMaxNorm { get; init; } = 1;

    /// <summary>The joint norm that the gradient of phi is clipped to in later phases; the reference uses the square root of 2 for two branches.</summary>
    [Positive]
    public double LaterPhasesMaxNorm { get; init; } = 1.4142135623730951;

    /// <summary>Whether the second order passes through the rational activations (decision 1).</summary>
    public SecondOrder SecondOrder { get; init; } = SecondOrder.Exact;

    /// <summary>Which weights the inner step moves (decision 4).</summary>
    public InnerStep InnerStep { get; init; } = InnerStep.WholeBackbone;

    /// <summary>Which branches' activations learn while boosting (decision 3).</summary>
    public TrainedPhi TrainedPhi { get; init; } = TrainedPhi.AllBranches;

    /// <summary>Which branch's phi the student takes (decision 2).</summary>
    public PhiCarryOver PhiCarryOver { get; init; } = PhiCarryOver.Newest;

    /// <summary>Which source pixels the differentiable compression samples (decision 11).</summary>
    public SoftCompression SoftCompression { get; init; } = SoftCompression.AsStored;

    /// <summary>The settings of the paper.</summary>
    public static CimMask Paper => new();
}

/// <summary>Whether the mask gradient's second order passes through the rational activations.</summary>
public enum SecondOrder
{
    /// <summary>All of it: what central differences measure.</summary>
    Exact,

    /// <summary>The activations' backward counts as a constant: what the reference computes on a GPU.</summary>
    RationalDetached,
}

/// <summary>Which weights the inner step of the bilevel problem moves.</summary>
public enum InnerStep
{
    /// <summary>All convolutions and norms of the trained branch.</summary>
    WholeBackbone,

    /// <summary>All but those of the residual shortcuts, as in the reference.</summary>
    WithoutShortcuts,
}

/// <summary>Which branches' rational activations learn while boosting.</summary>
public enum TrainedPhi
{
    /// <summary>Those of both branches.</summary>
    AllBranches,

    /// <summary>Those of the newest branch, as in the reference.</summary>
    NewestBranch,
}

/// <summary>Which branch's phi the compressed student starts from.</summary>
public enum PhiCarryOver
{
    /// <summary>The newest branch's, so that what a phase learnt is carried on.</summary>
    Newest,

    /// <summary>The old branch's, as in the reference: every student holds phase 0's phi.</summary>
    First,
}

/// <summary>Which source pixels the differentiable compression samples.</summary>
public enum SoftCompression
{
    /// <summary>The same as the stored exemplars (Pillow's nearest).</summary>
    AsStored,

    /// <summary>Those of torch's legacy nearest, as in the reference.</summary>
    TorchNearest,
}
