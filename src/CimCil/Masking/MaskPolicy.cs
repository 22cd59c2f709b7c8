using CimCil.Configuration;
using CimCil.Data;
using CimCil.Networks;

namespace CimCil.Masking;

/// <summary>
/// A mask policy is the answer to four questions: where the box of an image is, when training compresses new images, what is kept of an
/// exemplar, and how phi learns. Whoever needs an answer asks for it here and never which policy it is.
/// </summary>
public sealed record MaskPolicy
{
    /// <summary>Exemplars are whole images and nothing is compressed.</summary>
    public static MaskPolicy Whole { get; } = new();

    /// <summary>Where the box of an image is; null when there are no boxes.</summary>
    public BoxSource? Where { get; init; }

    /// <summary>When boxes are renewed and how often training compresses new images with them; null for never.</summary>
    public RefreshSchedule? When { get; init; }

    /// <summary>What is kept of an exemplar.</summary>
    public StoredForm Form { get; init; } = StoredForm.Whole;

    /// <summary>How much is downsampled where an image is compressed, in training and in the memory.</summary>
    public CompressionRatios Ratios { get; init; } = CompressionRatios.None;

    /// <summary>How phi learns; null for not at all.</summary>
    public PhiLearning? Learning { get; init; }

    /// <summary>Images per step when boxes are computed.</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>The pass that heatmaps are taken from, for boxes, galleries and exported models; null when the policy has none.</summary>
    public ActivationPath? HeatmapPath => Where?.HeatmapPath;

    /// <summary>Which pixels the cells of those heatmaps are laid over.</summary>
    public HeatmapAlignment HeatmapAlignment => Where?.HeatmapAlignment ?? HeatmapAlignment.AsEnlarged;

    /// <summary>The ratios of a stored exemplar.</summary>
    public CompressionRatios StoredRatios => Form == StoredForm.Compressed ? Ratios : CompressionRatios.None;
}

/// <summary>What is kept of an exemplar.</summary>
public enum StoredForm
{
    /// <summary>The image as it is.</summary>
    Whole,

    /// <summary>The pixels of the box and, around it, the downsampled image (<see cref="CompressionRatios"/>).</summary>
    Compressed,
}
