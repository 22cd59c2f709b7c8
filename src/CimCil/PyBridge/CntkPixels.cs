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

    private const double Levels = 255;

    /// <summary>Makes <c>conv1</c> and <c>bn1</c> those of a network for normalised RGB.</summary>
    public static void Fold(List<CheckpointTensor> tensors)
    {
        var (at, atMean) = (Index("conv1.weight"), Index("bn1.running_mean"));
        var (convolution, statistics) = (tensors[at], tensors[atMean]);
        var (weight, mean) = (OnnxFile.Numbers(convolution), OnnxFile.Numbers(statistics));
        var (outputs, area) = ((int)convolution.Shape[0], (int)(convolution.Shape[2] * convolution.Shape[3]));
        var folded = new float[weight.Length];
        for (var output = 0; output < outputs; output++)
        {
            var constant = 0.0;
            for (var channel = 0; channel < 3; channel++)
            {
                var theirs = 2 - channel;
                var (from, to) = (((output * 3) + theirs) * area, ((output * 3) + channel) * area);
                for (var i = 0; i < area; i++)
                {
                    folded[to + i] = (float)(weight[from + i] * Levels * OurDeviations[channel]);
                    constant += weight[from + i] * ((Levels * OurMeans[channel]) - Means[theirs]);
                }
            }
            mean[output] = (float)(mean[output] - constant);
        }
        var file = convolution.Storage.Bytes.FileName;
        tensors[at] = OnnxFile.InMemory(file, convolution.Name, folded, [.. convolution.Shape]);
        tensors[atMean] = OnnxFile.InMemory(file, statistics.Name, mean, outputs);

        int Index(string name) => tensors.FindIndex(tensor => tensor.Name == name);
    }
}
