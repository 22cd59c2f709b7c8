using CimCil.Foundation;

namespace CimCil.Data;

/// <summary>How many pixels a file may claim, so that a few bytes cannot ask for gigabytes of memory.</summary>
internal static class ImageBound
{
    /// <summary>Pixels that are decoded whatever the size of the file: at seven bytes each 235 MB.</summary>
    private const long FreePixels = 1L << 25;

    /// <summary>More pixels than this for a byte of a file no packing gives that photographs are stored with.</summary>
    private const long PixelsPerByte = 2048;

    /// <summary>Refuses a size that the bytes of a file cannot hold.</summary>
    /// <exception cref="DataException">It is too large.</exception>
    public static void Check(int height, int width, int length, string name)
    {
        if ((long)height * width > Math.Max(FreePixels, PixelsPerByte * length))
            throw new DataException($"{name} of {length} bytes says that it has {height} x {width} pixels, which is more than its bytes can hold; {ImageCodec.Fix}.");
    }
}
