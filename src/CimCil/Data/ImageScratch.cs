namespace CimCil.Data;

/// <summary>One thread's working memory for images; it grows to the largest image and is then only reused.</summary>
internal sealed class ImageScratch
{
    /// <summary>The image that is being transformed.</summary>
    internal RgbImage Current = new();

    /// <summary>Where the next step writes before the two change places.</summary>
    internal RgbImage Spare = new();

    /// <summary>The decoded image.</summary>
    internal RgbImage Decoded { get; } = new();

    /// <summary>The decoded image after compression.</summary>
    internal RgbImage Compressed { get; } = new();

    /// <summary>Resizing, with its weights.</summary>
    internal Resampling Resampling { get; } = new();
}
