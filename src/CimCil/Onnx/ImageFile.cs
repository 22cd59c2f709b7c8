using CimCil.Configuration;
using CimCil.Data;

namespace CimCil.Onnx;

/// <summary>An image file below a folder.</summary>
/// <param name="root">The folder.</param>
/// <param name="name">The path from there, with forward slashes, so that it is the same on every machine.</param>
/// <param name="rotation">Whether it is turned as it says.</param>
/// <param name="stamp">Its content, where a file of boxes says it.</param>
internal sealed class ImageFile(string root, string name, ExifRotation rotation = ExifRotation.Ignore, FileStamp? stamp = null) : DatasetImage
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <summary>Always 0: its label is kept beside it.</summary>
    public override int Class => 0;

    /// <summary>The whole path.</summary>
    public string FullPath => Path.Combine(root, name);

    /// <summary>The content that its box is of: as it was when the image was first loaded, or as a file of boxes has it; null before, and where it cannot be read.</summary>
    public FileStamp? Stamp { get; private set; } = stamp;

    /// <inheritdoc/>
    public override void LoadInto(RgbImage image)
    {
        // Before it is loaded: a change meanwhile then shows.
        Stamp ??= FileStamp.Of(FullPath);
        ImageCodec.LoadFile(FullPath, image, rotation);
    }

    /// <inheritdoc/>
    public override void Inspect() => ImageCodec.InspectFile(FullPath);
}
