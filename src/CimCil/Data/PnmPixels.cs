namespace CimCil.Data;

/// <summary>
/// The pixels of a PNM file of numbers (P2, P3, P5, P6), each of them scaled from the file's own largest value to 255 and rounded, as
/// Pillow does: value / largest * 255. ImageSharp multiplies by a whole number, which makes images of other largest values too dark.
/// </summary>
internal static class PnmPixels
{
    /// <summary>Whether the bytes begin as such a file; P1 and P4 are bits and have no largest value.</summary>
    public static bool AreIn(ReadOnlySpan<byte> bytes) => bytes is [(byte)'P', (byte)'2' or (byte)'3' or (byte)'5' or (byte)'6', ..] && ImageSharpCodec.HasSignature(bytes);

    /// <summary>Reads them into an image that has the file's size. The file was found to be whole.</summary>
    /// <exception cref="FormatException">The largest value is none.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, RgbImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var at = 2;
        if (!StoredPixels.TryReadNumber(bytes, ref at, out _) || !StoredPixels.TryReadNumber(bytes, ref at, out _)
            || !StoredPixels.TryReadNumber(bytes, ref at, out var largest) || largest is < 1 or > ushort.MaxValue)
            throw new FormatException("The largest value of a PNM file is from 1 to 65535.");
        var scaled = new byte[largest + 1];
        for (var value = 0; value <= largest; value++)
            scaled[value] = (byte)Math.Round((double)value / largest * 255);
        var isText = bytes[1] is (byte)'2' or (byte)'3';
        var isGray = bytes[1] is (byte)'2' or (byte)'5';
        // One blank ends the header.
        at++;
        var pixels = image.Pixels;
        for (var i = 0; i < pixels.Length; i++)
        {
            if (isGray && i % 3 > 0)
            {
                pixels[i] = pixels[i - 1];
                continue;
            }
            long value;
            if (isText)
                StoredPixels.TryReadNumber(bytes, ref at, out value);
            else if (largest > byte.MaxValue)
                (value, at) = ((bytes[at] << 8) | bytes[at + 1], at + 2);
            else
                value = bytes[at++];
            pixels[i] = scaled[Math.Min(value, largest)];
        }
    }
}
