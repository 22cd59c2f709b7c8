using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace CimCil.Data;

/// <summary>An image that an application holds in memory, as one of ImageSharp's: no file is written or read. It stays the application's, which neither changes nor disposes it while it is in use.</summary>
public sealed class MemoryImage : DatasetImage
{
    private readonly Image<Rgb24> _image;

    /// <summary>Names an image.</summary>
    /// <param name="image">Its pixels; of several frames the first.</param>
    /// <param name="name">What messages, memories and herding know it by; two images of a dataset have different names.</param>
    /// <param name="datasetClass">Its class, as position in the dataset's classes.</param>
    public MemoryImage(Image<Rgb24> image, string name, int datasetClass = 0)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegative(datasetClass);
        (_image, Name, Class) = (image, name, datasetClass);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override int Class { get; }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The image is disposed.</exception>
    public override void LoadInto(RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        try
        {
            image.CopyFrom(_image);
        }
        catch (ObjectDisposedException)
        {
            throw new ObjectDisposedException(Name, $"{Name} is disposed: an image in memory stays while it is in use. Dispose it after its last use.");
        }
    }
}
