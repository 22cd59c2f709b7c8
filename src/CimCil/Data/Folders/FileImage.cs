using CimCil.Configuration;

namespace CimCil.Data.Folders;

/// <summary>An image file of a dataset.</summary>
internal sealed class FileImage : DatasetImage
{
    private readonly string _root;
    private readonly string _folder;
    private readonly string _file;
    private readonly long _byteCount;
    private readonly ExifRotation _rotation;

    /// <summary>Names a file without touching it. The images of a class share the strings of its folder.</summary>
    internal FileImage(string root, string folder, ListedFile file, int datasetClass, ExifRotation rotation)
    {
        _rotation = rotation;
        _root = root;
        _folder = folder;
        _file = file.Name;
        _byteCount = file.ByteCount;
        Class = datasetClass;
    }

    /// <summary>The path from the dataset's folder, with forward slashes, so that it is the same on every machine.</summary>
    public override string Name => $"{_folder}/{_file}";

    /// <summary>The whole path.</summary>
    public string FullPath => Path.Combine(_root, _folder, _file);

    /// <inheritdoc/>
    public override int Class { get; }

    /// <inheritdoc/>
    public override long? ByteCount => _byteCount;

    /// <inheritdoc/>
    public override void LoadInto(RgbImage image) => ImageCodec.LoadFile(FullPath, image, _rotation);

    /// <inheritdoc/>
    public override byte[] ReadOriginal()
    {
        var bytes = ImageCodec.ReadFile(FullPath);
        // Whoever decodes the bytes later does not know that the image is to be turned.
        return _rotation == ExifRotation.Apply && ImageCodec.IsTurned(bytes) ? base.ReadOriginal() : bytes;
    }

    /// <inheritdoc/>
    internal override UInt128? ContentHash() => ImageContent.HashOfFile(FullPath);

    /// <inheritdoc/>
    public override void Inspect() => ImageCodec.InspectFile(FullPath);
}
