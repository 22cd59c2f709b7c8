using CimCil.Data;
using CimCil.Masking;

namespace CimCil.Configuration;

/// <summary>How exemplars are compressed. Derive a section per policy (the paper's ablation rows are in Policies).</summary>
[ConfigSection]
public abstract partial record MaskConfig : ConfigSection
{
    /// <summary>What is kept of an exemplar.</summary>
    public virtual StoredForm Form => StoredForm.Whole;

    /// <summary>Epochs between two refreshes of a phase's boxes; null where training compresses nothing.</summary>
    public virtual int? EpochsBetweenRefreshes => null;

    /// <summary>Whether images must know the true box of their object.</summary>
    public virtual bool NeedsTrueBoxes => false;

    /// <summary>Creates the policy. Nothing is computed yet, and no native library is touched.</summary>
    public abstract MaskPolicy CreatePolicy();
}

/// <summary>A policy that keeps a box at full resolution and downsamples the rest.</summary>
[ConfigSection]
public abstract partial record BoxMaskConfig : MaskConfig
{
    /// <summary>Compression ratio eta, an area ratio: 4 halves each side of what lies outside the box.</summary>
    [Between(1, 1024)]
    public double CompressionRatio { get; init; } = 4;

    /// <summary>Boxes of the phase's new images are renewed every so many epochs.</summary>
    [Between(1, 100000, Unit = "epochs")]
    public int RefreshInterval { get; init; } = 40;

    /// <summary>At each refresh the probability that a new image is compressed in training grows by this.</summary>
    [Between(0, 1)]
    public double RandomCompressionStep { get; init; } = 0.1;

    /// <summary>Images per step when boxes are computed.</summary>
    [Between(1, 65536, Unit = "images")]
    public int HeatmapBatchSize { get; init; } = 16;

    /// <inheritdoc/>
    public override StoredForm Form => StoredForm.Compressed;

    /// <inheritdoc/>
    public override int? EpochsBetweenRefreshes => RefreshInterval;

    /// <summary>A policy with boxes from the given source, which compresses new images on schedule and keeps exemplars compressed.</summary>
    protected MaskPolicy PolicyWith(BoxSource where) => new()
    {
        Where = where,
        When = new RefreshSchedule(RefreshInterval, RandomCompressionStep),
        Form = Form,
        Ratios = new CompressionRatios(CompressionRatio),
        BatchSize = HeatmapBatchSize,
    };
}

/// <summary>A policy whose box is where a heatmap is above a threshold.</summary>
[ConfigSection]
public abstract partial record HeatmapMaskConfig : BoxMaskConfig
{
    /// <summary>Threshold tau on the min-max-normalised heatmap: the box holds what is above it, so that 1 keeps no pixel.</summary>
    [Between(0, 1)]
    public double Threshold { get; init; } = 0.6;

    /// <summary>Which pixel a cell of the heatmap is laid over; <c>centred</c> undoes the displacement that strides cause.</summary>
    public HeatmapAlignment HeatmapAlignment { get; init; } = HeatmapAlignment.AsEnlarged;
}

/// <summary>A policy whose box does not depend on what an image shows.</summary>
[ConfigSection]
public abstract partial record PlacedBoxConfig : BoxMaskConfig
{
    /// <summary>
    /// The box's share of the image; its sides have the ratio of the image's. The paper does not say how large these boxes were: 0.36 is
    /// the mean share that its other figures imply.
    /// </summary>
    [Between(0, 1)]
    public double BoxShare { get; init; } = 0.36;

    /// <summary>Rows and columns of the box on an image, at least one each: <c>full-compression</c> is the policy that keeps nothing.</summary>
    protected (int Height, int Width) BoxSize(int height, int width)
    {
        var side = Math.Sqrt(BoxShare);
        return (Math.Max(1, (int)Math.Round(height * side)), Math.Max(1, (int)Math.Round(width * side)));
    }
}
