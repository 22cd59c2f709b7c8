using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using CimCil.Configuration;
using CimCil.Data;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace CimCil.Benchmarks;

/// <summary>Photographs of 500 x 375 pixels as datasets are read, through ImageSharp, and through Pillow: one thread, interleaved rounds, medians.</summary>
internal static class CodecBenchmark
{
    private const int Rounds = 9, Most = 50, Width = 500, Height = 375;

    /// <param name="folder">Holds photographs, at any depth.</param>
    /// <param name="python">A Python with torch and Pillow.</param>
    public static void Run(string folder, string python)
    {
        var images = Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(Most).Select(Load).ToList();
        using var peer = new Peer(python);
        Console.WriteLine($"{images.Count} photographs of {Width} x {Height} pixels, one thread, ms per image, median of {Rounds} interleaved rounds");
        CompareJpegs(images);
        Console.WriteLine("| | ours | ImageSharp | Pillow | ours / ImageSharp | ours / Pillow |\n|---|---|---|---|---|---|");
        var sharp = images.Select(image => image.ToImage()).ToList();
        var target = new RgbImage();
        foreach (var (name, encode) in new (string, Func<RgbImage, byte[]>)[] { ("JPEG", image => ImageCodec.EncodeJpeg(image, 90)), ("PNG", ImageCodec.EncodePng), ("WebP lossless", ImageCodec.EncodeWebPLossless) })
        {
            var files = images.Select(encode).ToList();
            var lying = Directory.CreateTempSubdirectory("cimcil-codecs-").FullName;
            foreach (var (i, file) in files.Index())
                File.WriteAllBytes(Path.Combine(lying, $"{i:D3}"), file);
            peer.Prepare(new JsonObject { ["stage"] = "decode", ["device"] = "cpu", ["threads"] = 1, ["folder"] = lying });
            Directory.Delete(lying, recursive: true);
            void Theirs(int i) => Image.Load<Rgb24>(SixLabors.ImageSharp.Configuration.Default, files[i]).Dispose();
            void WithSkia(int i) => ImageCodec.DecodeWithSkia(files[i], "image", target, ExifRotation.Ignore);
            if (name == "JPEG" && TurboJpeg.IsFound)
                Row("decoding JPEG through the system's libturbojpeg", files.Count, i => ImageCodec.DecodeInto(files[i], "image", target), Theirs, peer);
            Row($"decoding {name} through SkiaSharp", files.Count, WithSkia, Theirs, peer);
        }
        Row("encoding WebP lossless through SkiaSharp", images.Count, i => ImageCodec.EncodeWebPLossless(images[i]), i => sharp[i].Save(Stream.Null, new WebpEncoder { FileFormat = WebpFileFormatType.Lossless }), null);
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

    private static void Row(string name, int count, Action<int> ours, Action<int> theirs, Peer? pillow)
    {
        var sides = new List<Func<double>> { () => Each(ours), () => Each(theirs) };
        if (pillow is not null)
            sides.Add(() => pillow.Run(1, 1)[0]);
        var times = sides.Select(_ => new List<double>()).ToList();
        // The first round is the compiler's.
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var (side, measured) in sides.Zip(times))
            {
                var time = side() / count;
                if (round > 0)
                    measured.Add(time);
            }
        }
        var medians = times.Select(measured => measured.Order().ElementAt(Rounds / 2)).ToList();
        IEnumerable<string> Columns(IEnumerable<double> values, string format) => values.Select(value => value.ToString(format, CultureInfo.InvariantCulture)).Concat(["", ""]);
        Console.WriteLine($"| {name} | {string.Join(" | ", Columns(medians, "0.0").Take(3))} | {string.Join(" | ", Columns(medians.Skip(1).Select(median => medians[0] / median), "0.00").Take(2))} |");

        double Each(Action<int> action)
        {
            var clock = Stopwatch.StartNew();
            for (var i = 0; i < count; i++)
                action(i);
            return clock.Elapsed.TotalMilliseconds;
        }
    }
}
