namespace CimCil.PyBridge;

/// <summary>
/// Networks that were trained with CNTK take BGR pixels from 0 to 255 minus a mean image; ours take normalised RGB. Channel order and
/// scale go into the first convolution, the mean of each channel into the norm after it. What is left is the mean image's deviation from
/// its channels' means, up to 13 levels of 255 at the corners, and the border that a convolution pads, which is the mean there and the
/// mean of our normalisation here, at most 0.7 levels apart.
/// </summary>
internal static class CntkPixels
{
    /// <summary>The channels' means of the mean image in Microsoft.ML.DnnImageFeaturizer.ResNet18 0.23.1 (ResNetPreprocess.onnx), blue first.</summary>
    internal static readonly double[] Means = [103.06262, 115.902885, 123.15163];

    /// <summary>Mean and deviation of normalised RGB, as in <c>Normalization.ImageNet</c>.</summary>
    internal static readonly double[] OurMeans = [0.485, 0.456, 0.406];
    internal static readonly double[] OurDeviations = [0.229, 0.224, 0.225];

    /// <summary>BGR from 0 to 255 minus the means.</summary>
    public static OnnxPixels Pixels => new([2, 1, 0], [1, 1, 1], [.. Means.Select(mean => -mean)], HasImage: true);
}
