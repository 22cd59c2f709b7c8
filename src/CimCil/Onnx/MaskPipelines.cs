using CimCil.Configuration;
using CimCil.Data;

namespace CimCil.Onnx;

/// <summary>How images become the bytes that a <see cref="MaskSession"/> takes, as the model's metadata says; the session normalises them.</summary>
internal static class MaskPipelines
{
    /// <summary>The whole image squashed, for heatmaps and predictions.</summary>
    public static ImagePipeline ForBoxes(MaskModelInfo info) => ImagePipeline.ForBoxes(Dataset(info));

    /// <summary>The centre square of the resized image, for the features that herding compares.</summary>
    public static ImagePipeline ForFeatures(MaskModelInfo info) => ImagePipeline.ForTesting(Dataset(info));

    private static ImageFolderDataset Dataset(MaskModelInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return new ImageFolderDataset { ImageSide = info.ImageSide, TestResize = info.TestResize };
    }
}
