using System.Text;
using System.Text.Json;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Onnx;

/// <summary>
/// A file of boxes that grows line by line (JSON lines): first how they were found, then a line per image. What a stopped
/// program leaves is complete up to its last whole line, and is gone on with.
/// </summary>
internal sealed class BoxFile : IDisposable
{
    /// <summary>The name of the file among the results of <c>mask</c>.</summary>
    internal const string Name = "boxes.jsonl";

    private static readonly JsonWriterOptions Compact = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly byte[] _heading;
    private readonly MaskModel _model;
    private readonly CompressionRatios _ratios;
    private FileStream _stream;

    private BoxFile(string path, FileStream stream, byte[] heading, MaskModel model, CompressionRatios ratios, List<MaskedImage> found)
    {
        (Path, _stream, _heading, _model, _ratios, Found) = (path, stream, heading, model, ratios, found);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The boxes that an earlier program left in it.</summary>
    public IReadOnlyList<MaskedImage> Found { get; private set; }

    /// <summary>Opens the file to add boxes to it; it is made where it does not exist.</summary>
    /// <param name="path">The file.</param>
    /// <param name="root">The folder of the images.</param>
    /// <param name="rotation">Whether images are turned as they say.</param>
    /// <param name="model">The model that finds the boxes.</param>
    /// <param name="labels">Where classes come from.</param>
    /// <param name="threshold">tau.</param>
    /// <param name="ratios">How much the background and the box are downsampled.</param>
    /// <exception cref="ConfigurationException">It holds boxes that were found otherwise, or something else.</exception>
    /// <exception cref="DataException">It cannot be written.</exception>
    public static BoxFile Open(string path, string root, ExifRotation rotation, MaskModel model, LabelSource labels, double threshold, CompressionRatios ratios)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(labels);
        var heading = Heading(rotation, model, labels, threshold, ratios);
        FileStream? stream = null;
        var isNew = !File.Exists(path);
        try
        {
            stream = FileContent.OpenToGoOn(path);
            var found = ReadExisting(stream, heading, (root, rotation), model, path);
            return new BoxFile(path, stream, heading, model, ratios, found);
        }
        catch (Exception failure)
        {
            Release(stream, isNew ? path : null);
            if (failure is IOException or UnauthorizedAccessException)
                throw new DataException($"{path} cannot be written: {failure.Message} One program writes it at a time; choose another place with --out.", failure);
            throw;
        }
    }

    /// <summary>Closes a file that could not be begun, on a full disk for example, and removes it where it is this call's.</summary>
    private static void Release(FileStream? stream, string? made)
    {
        if (stream is null)
            return;
        try
        {
            stream.Dispose();
        }
        catch (IOException)
        {
            // What could not be written goes with it.
        }
        if (made is not null)
            File.Delete(made);
    }

    /// <summary>Adds the boxes of images; they are in the file when this returns.</summary>
    public void Add(IReadOnlyList<MaskedImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        foreach (var image in images)
            _stream.Write(Line(json => Write(json, image)));
        _stream.Flush();
    }

    /// <summary>Takes boxes that were found out of the file. A crash leaves the file as it was or as it will be.</summary>
    /// <exception cref="DataException">The file cannot be written.</exception>
    public void Drop(IReadOnlyCollection<MaskedImage> images)
    {
        var dropped = images.ToHashSet();
        var kept = Found.Where(image => !dropped.Contains(image)).ToList();
        var unfinished = Path + ".partial";
        FileStream? written = null;
        try
        {
            written = new FileStream(unfinished, FileMode.Create, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
            written.Write(_heading);
            foreach (var image in kept)
                written.Write(Line(json => Write(json, image)));
            written.Flush(flushToDisk: true);
            _stream.Dispose();
            File.Move(unfinished, Path, overwrite: true);
            (_stream, Found) = (written, kept);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            written?.Dispose();
            File.Delete(unfinished);
            throw new DataException($"{Path} cannot be written: {failure.Message} Free some space, or choose another place with --out.", failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Write(Utf8JsonWriter json, MaskedImage image)
    {
        json.WriteString("image", image.Image.Name);
        json.WriteString("class", _model.Info.ClassNames[image.Label]);
        json.WriteNumber("label", image.Label);
        json.WriteNumber("height", image.Height);
        json.WriteNumber("width", image.Width);
        json.WriteStartArray("box");
        foreach (var side in (ReadOnlySpan<int>)[image.Box.Top, image.Box.Bottom, image.Box.Left, image.Box.Right])
            json.WriteNumberValue(side);
        json.WriteEndArray();
        if (image.Image.Stamp is { } stamp)
        {
            json.WriteNumber("bytes", stamp.ByteCount);
            json.WriteString("content", stamp.Content);
        }
        json.WriteNumber("cost", Math.Round(BoxCompression.Cost(image.Box, image.Height, image.Width, _ratios), 6));
        if (image.IsFlat)
            json.WriteBoolean("flat", true);
    }

    private static byte[] Heading(ExifRotation rotation, MaskModel model, LabelSource labels, double threshold, CompressionRatios ratios) => Line(json =>
    {
        json.WriteString("boxes", "[top, bottom, left, right], half-open, in pixels");
        json.WriteString("model", model.ContentHash);
        json.WriteNumber("threshold", threshold);
        json.WriteNumber("compressionRatio", ratios.Background);
        json.WriteNumber("foregroundRatio", ratios.Foreground);
        json.WriteString("labels", labels.Kind.ToString().ToLowerInvariant());
        // Of images as they are stored nothing is said, as in files that were begun before there was a choice.
        if (rotation != ExifRotation.Ignore)
            json.WriteString("exifRotation", rotation.ToString().ToLowerInvariant());
    });

    private static byte[] Line(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Compact))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    /// <summary>Reads what is there, cuts off a line that was not finished, and leaves the stream at the end.</summary>
    private static List<MaskedImage> ReadExisting(FileStream stream, byte[] heading, (string Root, ExifRotation Rotation) images, MaskModel model, string path)
    {
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        var whole = content.AsSpan()[..(content.AsSpan().LastIndexOf((byte)'\n') + 1)];
        if (whole.IsEmpty && heading.AsSpan().StartsWith(content))
        {
            stream.SetLength(0);
            stream.Write(heading);
            stream.Flush();
            return [];
        }
        if (!whole.StartsWith(heading))
            throw new ConfigurationException($"{path} exists and was made otherwise: by another model, threshold, ratio, rotation or source of labels. Choose another place with --out, or delete it.");
        stream.SetLength(whole.Length);
        stream.Position = whole.Length;
        return ReadLines(Encoding.UTF8.GetString(whole[heading.Length..]), images, model, path);
    }

    private static List<MaskedImage> ReadLines(string text, (string Root, ExifRotation Rotation) from, MaskModel model, string path)
    {
        var images = new List<MaskedImage>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                images.Add(Read(line, from, model));
            }
            catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
            {
                throw new ConfigurationException($"{path}, line {images.Count + 2} is no box: the file was changed. Choose another place with --out, or delete it.");
            }
        }
        return images;
    }

    private static MaskedImage Read(string line, (string Root, ExifRotation Rotation) from, MaskModel model)
    {
        using var json = JsonDocument.Parse(line);
        var fields = json.RootElement;
        int[] box = [.. fields.GetProperty("box").EnumerateArray().Select(side => side.GetInt32())];
        var label = fields.GetProperty("label").GetInt32();
        if (label < 0 || label >= model.ClassCount)
            throw new FormatException();
        FileStamp? stamp = fields.TryGetProperty("content", out var content) ? new FileStamp(fields.GetProperty("bytes").GetInt64(), content.GetString() ?? "") : null;
        return new MaskedImage(
            new ImageFile(from.Root, fields.GetProperty("image").GetString() ?? "", from.Rotation, stamp), label, fields.GetProperty("height").GetInt32(), fields.GetProperty("width").GetInt32(),
            new Box(box[0], box[1], box[2], box[3]), fields.TryGetProperty("flat", out _));
    }
}
