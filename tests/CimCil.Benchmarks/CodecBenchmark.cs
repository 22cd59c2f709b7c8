using System.Diagnostics;
using System.Globalization;
using CimCil.Configuration;
using CimCil.Data;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace CimCil.Benchmarks;

/// <summary>Photographs of 500 x 375 pixels through SkiaSharp, as datasets are read, and through ImageSharp: one thread, interleaved rounds, medians.</summary>
internal static class CodecBenchmark
{
    private const int Rounds = 5, Most = 50, Width = 500, Height = 375;

    /// <param name="folder">Holds photographs, at any depth.</param>
    public static void Run(string folder)
    {
        var images = Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(Most).Select(Load).ToList();
        Console.WriteLine($"{images.Count} photographs of {Width} x {Height} pixels, one thread, ms per image, median of {Rounds} interleaved rounds");
        CompareJpegs(images);
        Console.WriteLine("| | ImageSharp | ours, through SkiaSharp unless said otherwise | ours / ImageSharp |\n|---|---|---|---|");
        var sharp = images.Select(image => image.ToImage()).ToList();
        foreach (var (name, encode) in new (string, Func<RgbImage, byte[]>)[] { ("JPEG", image => ImageCodec.EncodeJpeg(image, 90)), ("PNG", ImageCodec.EncodePng), ("WebP lossless", ImageCodec.EncodeWebPLossless) })
        {
            var files = images.Select(encode).ToList();
            var target = new RgbImage();
            void Theirs(int i) => Image.Load<Rgb24>(SixLabors.ImageSharp.Configuration.Default, files[i]).Dispose();
            if (name == "JPEG" && TurboJpeg.IsFound)
                Row("decoding JPEG, the system's libturbojpeg", files.Count, Theirs, i => ImageCodec.DecodeInto(files[i], "image", target));
            Row($"decoding {name}", files.Count, Theirs, i => ImageCodec.DecodeWithSkia(files[i], "image", target, ExifRotation.Ignore));
        }
        Row("encoding WebP lossless", images.Count, i => sharp[i].Save(Stream.Null, new WebpEncoder { FileFormat = WebpFileFormatType.Lossless }), i => ImageCodec.EncodeWebPLossless(images[i]));
    }

    /// <summary>Our pixels of JPEGs are Pillow's (PillowTests); how far ImageSharp's are from them.</summary>
    private static void CompareJpegs(List<RgbImage> images)
    {
        var (equal, largest) = (0, 0);
        foreach (var file in images.Select(image => ImageCodec.EncodeJpeg(image, 90)))
        {
            using var theirs = Image.Load<Rgb24>(SixLabors.ImageSharp.Configuration.Default, file);
            var (a, b) = (ImageCodec.Decode(file, "image").Pixels.ToArray(), theirs.ToRgbImage().Pixels.ToArray());
            var difference = a.Zip(b, (one, other) => Math.Abs(one - other)).Max();
            (equal, largest) = (equal + (difference == 0 ? 1 : 0), Math.Max(largest, difference));
        }
        Console.WriteLine($"ImageSharp's pixels of the JPEGs are ours for {equal} of {images.Count}; the largest difference is {largest} of 255.");
    }

    private static RgbImage Load(string path)
    {
        using var image = Image.Load<Rgb24>(path);
        image.Mutate(step => step.Resize(Width, Height));
        return image.ToRgbImage();
    }

    private static void Row(string name, int count, Action<int> theirs, Action<int> ours)
    {
        // The first round is the compiler's.
        var (a, b) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var (action, times) in new[] { (theirs, a), (ours, b) })
            {
                var clock = Stopwatch.StartNew();
                for (var i = 0; i < count; i++)
                    action(i);
                if (round > 0)
                    times.Add(clock.Elapsed.TotalMilliseconds / count);
            }
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {a.Order().ElementAt(Rounds / 2):0.0} | {b.Order().ElementAt(Rounds / 2):0.0} | {b.Order().ElementAt(Rounds / 2) / a.Order().ElementAt(Rounds / 2):0.00} |"));
    }
}
