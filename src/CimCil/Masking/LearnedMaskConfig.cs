using CimCil.Masking;
using CimCil.Networks;

namespace CimCil.Configuration;

/// <summary>A policy whose heatmaps come from learnable activations phi: what every way of learning them has.</summary>
[ConfigSection]
public abstract partial record LearnedMaskConfig : HeatmapMaskConfig
{
    /// <summary>Weight mu of the memory constraint R(phi): mean square of the heatmap.</summary>
    [NotNegative]
    public double MemoryWeight { get; init; } = 0.1;

    /// <summary>Weight mu' of the mask diversity loss.</summary>
    [NotNegative]
    public double DiversityWeight { get; init; } = 0.2;

    /// <summary>Mask steps per epoch and new class.</summary>
    [Between(0, 1000)]
    public double IterationsPerNewClass { get; init; } = 0.5;

    /// <summary>Images per mask step, at each of its levels.</summary>
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

    /// <summary>Which branches' activations learn in later phases (decision 3).</summary>
    public TrainedPhi TrainedPhi { get; init; } = TrainedPhi.AllBranches;

    /// <summary>Which source pixels the differentiable compression samples (decision 11).</summary>
    public SoftCompression SoftCompression { get; init; } = SoftCompression.AsStored;

    /// <summary>Whether the second order passes through the rational activations (decision 1).</summary>
    public SecondOrder SecondOrder { get; init; } = SecondOrder.Exact;

    /// <summary>
    /// In which runs the input scales of rational activations are found from images: before the first mask steps of a phase, for
    /// activations that have learnt nothing yet. Their fit of ReLU holds on [-3, 3], and inputs of trained networks reach much further.
    /// </summary>
    public ScaleCalibration Calibration { get; init; } = ScaleCalibration.Pretrained;

    /// <summary>How many of a phase's new images the input scales are found from.</summary>
    [Between(1, 65536, Unit = "images")]
    public int CalibrationImages { get; init; } = 64;

    /// <summary>The pass of the mask model.</summary>
    internal virtual ActivationPath Path => ActivationPath.Rational;

    /// <summary>A policy that learns phi in the given way.</summary>
    private protected MaskPolicy PolicyWith(PhiLearning learning) => PolicyWith(new HeatmapBoxes(Path, Threshold, HeatmapAlignment)) with { Learning = learning };
}

/// <summary>In which runs the input scales of rational activations are found from images.</summary>
public enum ScaleCalibration
{
    /// <summary>In those that start from pretrained weights.</summary>
    Pretrained,

    /// <summary>In all.</summary>
    Always,

    /// <summary>In none: a scale is 1 unless the weights bring another.</summary>
    Never,
}

/// <summary>Which branches' rational activations learn in later phases.</summary>
public enum TrainedPhi
{
    /// <summary>Those of all branches.</summary>
    AllBranches,

    /// <summary>Those of the newest branch, as in the reference.</summary>
    NewestBranch,
}

/// <summary>Which source pixels the differentiable compression samples.</summary>
public enum SoftCompression
{
    /// <summary>The same as the stored exemplars (Pillow's nearest).</summary>
    AsStored,

    /// <summary>Those of torch's legacy nearest, as in the reference.</summary>
    TorchNearest,
}
