namespace CimCil.Data;

/// <summary>One thread's working memory for pictures; it grows to the largest picture and is then only reused.</summary>
public sealed class ImageScratch
{
    /// <summary>The picture that is being transformed.</summary>
    internal RgbImage Current = new();

    /// <summary>Where the next step writes before the two change places.</summary>
    internal RgbImage Spare = new();

    /// <summary>The decoded picture.</summary>
    internal RgbImage Decoded { get; } = new();

    /// <summary>The decoded picture after compression.</summary>
    internal RgbImage Compressed { get; } = new();

    /// <summary>Resizing, with its weights.</summary>
    internal Resampling Resampling { get; } = new();
}
