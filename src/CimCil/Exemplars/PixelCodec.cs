using System.Globalization;

namespace CimCil.Configuration;

/// <summary>How one half of an exemplar, the foreground or the background, is encoded in the store.</summary>
[SettingFormat("webp-lossless, png, jpeg:QUALITY, webp:QUALITY (1 to 100) or original")]
public readonly record struct PixelCodec
{
    private PixelCodec(PixelFormat format, int quality)
    {
        Format = format;
        Quality = quality;
    }

    /// <summary>The format.</summary>
    public PixelFormat Format { get; }

    /// <summary>From 1 (smallest) to 100 (best) for a lossy format; 0 for the others.</summary>
    public int Quality { get; }

    /// <summary>Whether decoding gives the very pixels that were encoded.</summary>
    public bool IsLossless => Format is not (PixelFormat.Jpeg or PixelFormat.WebP);

    /// <summary>WebP in its lossless mode; smaller than PNG.</summary>
    public static PixelCodec WebPLossless => default;

    /// <summary>PNG; lossless.</summary>
    public static PixelCodec Png => new(PixelFormat.Png, 0);

    /// <summary>The bytes of the image's own file, as they are; for exemplars that are kept whole.</summary>
    public static PixelCodec Original => new(PixelFormat.Original, 0);

    /// <summary>JPEG.</summary>
    /// <param name="quality">From 1 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">The quality is out of range.</exception>
    public static PixelCodec Jpeg(int quality) => new(PixelFormat.Jpeg, Checked(quality));

    /// <summary>WebP in its lossy mode.</summary>
    /// <param name="quality">From 1 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">The quality is out of range.</exception>
    public static PixelCodec WebP(int quality) => new(PixelFormat.WebP, Checked(quality));

    /// <summary>The codec as it is typed and stored: <c>webp-lossless</c> or <c>jpeg:90</c>.</summary>
    public override string ToString() => Format switch
    {
        PixelFormat.Png => "png",
        PixelFormat.Jpeg => string.Create(CultureInfo.InvariantCulture, $"jpeg:{Quality}"),
        PixelFormat.WebP => string.Create(CultureInfo.InvariantCulture, $"webp:{Quality}"),
        PixelFormat.Original => "original",
        _ => "webp-lossless",
    };

    /// <summary>Reads what <see cref="ToString"/> writes; false when the text is no codec.</summary>
    public static bool TryParse(string text, out PixelCodec codec)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var quality = 0;
        if (colon >= 0 && !(int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out quality) && quality is >= 1 and <= 100))
        {
            codec = default;
            return false;
        }
        PixelCodec? read = (text[..(colon >= 0 ? colon : text.Length)], colon >= 0) switch
        {
            ("webp-lossless", false) => WebPLossless,
            ("png", false) => Png,
            ("original", false) => Original,
            ("jpeg", true) => Jpeg(quality),
            ("webp", true) => WebP(quality),
            _ => null,
        };
        codec = read ?? default;
        return read is not null;
    }

    private static int Checked(int quality) => quality is >= 1 and <= 100
        ? quality
        : throw new ArgumentOutOfRangeException(nameof(quality), quality, "A quality is from 1 to 100.");
}

/// <summary>The formats of a <see cref="PixelCodec"/>.</summary>
public enum PixelFormat
{
    /// <summary>WebP in its lossless mode.</summary>
    WebPLossless,

    /// <summary>PNG.</summary>
    Png,

    /// <summary>JPEG.</summary>
    Jpeg,

    /// <summary>WebP in its lossy mode.</summary>
    WebP,

    /// <summary>The image's own file.</summary>
    Original,
}
