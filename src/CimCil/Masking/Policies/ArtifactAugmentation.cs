using CimCil.Masking;
using CimCil.Networks;

namespace CimCil.Configuration;

/// <summary>
/// Exemplars are full images; in training new images are compressed at random around their class activation box, as an augmentation
/// (ablation row 2). It tells what the artifacts of compression do without the memory that they save. The paper gives no definition;
/// this is our reading.
/// </summary>
[ConfigSection("artifact-augmentation")]
public sealed partial record ArtifactAugmentation : HeatmapMaskConfig
{
    /// <inheritdoc/>
    public override StoredForm Form => StoredForm.Whole;

    /// <inheritdoc/>
    public override MaskPolicy CreatePolicy() => PolicyWith(new HeatmapBoxes(ActivationPath.Relu, Threshold, HeatmapAlignment));
}
