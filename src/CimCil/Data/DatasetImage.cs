namespace CimCil.Data;

/// <summary>One image of a dataset or of the exemplar store, loaded when it is asked for. Loading is safe from several threads.</summary>
public abstract class DatasetImage
{
    /// <summary>
    /// Names the image in messages and in the exemplar store: a path, or a description of a drawn image. A run knows its images by it, so it
    /// says nothing of where they lie.
    /// </summary>
    public abstract string Name { get; }

    /// <summary>Position of its class in <see cref="Dataset.ClassNames"/>, before the class order is applied.</summary>
    public abstract int Class { get; }

    /// <summary>Bytes of the image's file, as they were when the dataset was listed; null where there is no file.</summary>
    public virtual long? ByteCount => null;

    /// <summary>The true box of the object where it is known (Shapes).</summary>
    public virtual Box? TrueBox => null;

    /// <summary>Decodes or draws the image into <paramref name="image"/>, which takes the image's size.</summary>
    /// <exception cref="Foundation.DataException">The image cannot be decoded; the message holds the path and the fix.</exception>
    public abstract void LoadInto(RgbImage image);

    /// <summary>The image as an encoded file: the bytes of its own file, or a PNG of an image that is drawn and has none.</summary>
    /// <exception cref="Foundation.DataException">The image cannot be read; the message holds the path and the fix.</exception>
    public virtual byte[] ReadOriginal() => ImageCodec.EncodePng(Load());

    /// <summary>A hash by which the image's content is known again, from a bounded look (<see cref="ImageContent"/>); null where there is no file.</summary>
    internal virtual UInt128? ContentHash() => ByteCount is null ? null : ImageContent.HashOf(ReadOriginal());

    /// <summary>Looks, as cheaply as it can be told, whether the image can be loaded.</summary>
    /// <exception cref="Foundation.DataException">It cannot; the message is that of loading it.</exception>
    public virtual void Inspect()
    {
    }

    /// <summary><see cref="LoadInto"/>, whatever kind of image it is: a failure names the image, and an image that was not filled is one.</summary>
    /// <exception cref="Foundation.DataException">The image cannot be loaded.</exception>
    /// <exception cref="Foundation.CimCilException">Its code failed.</exception>
    internal void Fill(RgbImage image)
    {
        try
        {
            LoadInto(image);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException or FormatException)
        {
            throw new Foundation.DataException($"{Name} cannot be loaded: {failure.Message.Split('\n')[0].Trim()} ({failure.GetType().Name}). Every image of a dataset must load; {ImageCodec.Fix}.", failure);
        }
        catch (Exception failure) when (failure is not (Foundation.CimCilException or OperationCanceledException or OutOfMemoryException or ObjectDisposedException))
        {
            // A mistake in code is no property of the image, and is not left out with it.
            throw new Foundation.CimCilException($"Loading {Name} failed: {failure.Message.Split('\n')[0].Trim()} ({failure.GetType().Name}). Mend the LoadInto of {GetType().Name}, or report it where that is not yours; --verbose shows the place.", failure);
        }
        if (image.Height <= 0 || image.Width <= 0)
            throw new Foundation.DataException($"{Name} has {image.Height} x {image.Width} pixels once loaded: an image has one at least. Its LoadInto must give it a size and fill it; {ImageCodec.Fix}.");
    }

    /// <summary>Decodes or draws the image.</summary>
    /// <exception cref="Foundation.DataException">The image cannot be decoded; the message holds the path and the fix.</exception>
    public RgbImage Load()
    {
        var image = new RgbImage();
        Fill(image);
        return image;
    }
}
