// Image files that were mutated, decoded in a child process: each gives pixels or the message of a DataException. None may crash the
// process, take more than 20 seconds, or more memory than the bound.
//
//   dotnet run tests/HostileImages.cs [-- COUNT [SEED]]
//
// COUNT files (2,000 unless given) of each format; a mutation changes bytes, cuts the file off, repeats or removes a part, puts
// extreme numbers into the head, or joins two files.
#:project ../src/CimCil.Cli
#:property AllowUnsafeBlocks=true
using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using CimCil.Data;
using CimCil.Foundation;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Pbm;
using SixLabors.ImageSharp.Formats.Tga;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Tiff.Constants;
using SixLabors.ImageSharp.PixelFormats;

const long MostMemory = 2L << 30;
var mostTime = TimeSpan.FromSeconds(20);
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["child", var childFormat, var childSeed, var childStart, var childEnd])
    return Decode(childFormat, int.Parse(childSeed), int.Parse(childStart), int.Parse(childEnd));

var count = args.Length > 0 ? int.Parse(args[0]) : 2000;
var seed = args.Length > 1 ? int.Parse(args[1]) : 1;
var failures = 0;
Console.WriteLine("| format | pixels | message | crash | hang | slowest | peak memory |");
Console.WriteLine("|---|---|---|---|---|---|---|");
foreach (var format in Formats().Keys)
{
    var (pixels, messages, crashes, hangs, slowest, memory) = (0, 0, 0, 0, TimeSpan.Zero, 0L);
    for (var start = 0; start < count;)
    {
        var (done, ended) = Watch(format, start, line =>
        {
            if (line[1] == "pixels")
                pixels++;
            else
                messages++;
            slowest = TimeSpan.FromMilliseconds(Math.Max(slowest.TotalMilliseconds, double.Parse(line[2])));
            memory = Math.Max(memory, long.Parse(line[3]));
        });
        start += done;
        if (ended == Ending.Whole)
            continue;
        Console.Error.WriteLine($"{format} file {start} of seed {seed}: {ended}");
        if (ended == Ending.Hang)
            hangs++;
        else
            crashes++;
        start++;
    }
    if (crashes + hangs > 0 || memory > MostMemory)
        failures++;
    Console.WriteLine($"| {format} | {pixels} | {messages} | {crashes} | {hangs} | {slowest.TotalMilliseconds:0} ms | {memory >> 20} MiB |");
}
Console.WriteLine(failures == 0 ? "Everything held." : $"{failures} formats failed.");
return failures == 0 ? 0 : 1;

(int Done, Ending Ended) Watch(string format, int start, Action<string[]> report)
{
    var executable = Environment.ProcessPath!;
    using var child = Process.Start(new ProcessStartInfo(executable, ["child", format, $"{seed}", $"{start}", $"{count}"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    _ = child.StandardError.ReadToEndAsync();
    for (var done = 0; ; done++)
    {
        var line = child.StandardOutput.ReadLineAsync();
        if (!line.Wait(mostTime))
        {
            child.Kill();
            child.WaitForExit();
            return (done, Ending.Hang);
        }
        if (line.Result?.Split(' ') is not { Length: 4 } words)
        {
            child.WaitForExit();
            return (done, child.ExitCode == 0 && start + done == count ? Ending.Whole : Ending.Crash);
        }
        report(words);
    }
}

static int Decode(string format, int seed, int start, int end)
{
    var originals = Formats()[format]();
    using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
    using var process = Process.GetCurrentProcess();
    var image = new RgbImage();
    for (var i = start; i < end; i++)
    {
        var bytes = Mutate(originals, new Random(HashCode(seed, i)));
        var clock = Stopwatch.StartNew();
        var result = "pixels";
        try
        {
            ImageCodec.DecodeInto(bytes, $"file {i}", image);
        }
        catch (DataException)
        {
            result = "message";
        }
        // Any other exception ends the process, as it would end a run.
        process.Refresh();
        output.WriteLine($"{i} {result} {clock.Elapsed.TotalMilliseconds:0.0} {process.PeakWorkingSet64}");
    }
    return 0;
}

static int HashCode(int seed, int i) => unchecked((seed * 1_000_003) ^ (i * 7919));

static byte[] Mutate(IReadOnlyList<byte[]> originals, Random random)
{
    var bytes = originals[random.Next(originals.Count)].ToList();
    for (var times = 1 + random.Next(4); times > 0; times--)
    {
        // The head decides most, so half of the mutations are there.
        var reach = random.Next(2) == 0 ? Math.Min(64, bytes.Count) : bytes.Count;
        var at = reach == 0 ? 0 : random.Next(reach);
        switch (random.Next(7))
        {
            case 0:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 1:
                bytes.RemoveRange(at, random.Next(Math.Min(40, bytes.Count - at + 1)));
                break;
            case 2:
                bytes.InsertRange(at, bytes.GetRange(at, random.Next(Math.Min(40, bytes.Count - at + 1))));
                break;
            case 3:
                Span<byte> number = stackalloc byte[4];
                BinaryPrimitives.WriteUInt32LittleEndian(number, new[] { 0u, 1u, 0x7FFFu, 0xFFFFu, 0x10000u, 0x7FFFFFFFu, 0x80000000u, uint.MaxValue }[random.Next(8)]);
                if (random.Next(2) == 0)
                    number.Reverse();
                for (var i = 0; i < 4 && at + i < bytes.Count; i++)
                    bytes[at + i] = number[i];
                break;
            case 4:
                bytes.InsertRange(at, originals[random.Next(originals.Count)]);
                break;
            default:
                for (var many = 1 + random.Next(8); many > 0 && bytes.Count > 0; many--)
                    bytes[reach == 0 ? 0 : random.Next(Math.Min(reach, bytes.Count))] = (byte)random.Next(256);
                break;
        }
    }
    return [.. bytes];
}

/// Whole files of each format, of several kinds, from one drawn image.
static Dictionary<string, Func<IReadOnlyList<byte[]>>> Formats()
{
    byte[] Saved(IImageEncoder encoder, Image<Rgba32> image)
    {
        using var stream = new MemoryStream();
        image.Save(stream, encoder);
        return stream.ToArray();
    }

    Func<IReadOnlyList<byte[]>> Ours(params Func<RgbImage, byte[]>[] encoders) => () => [.. encoders.SelectMany(encoder => new[] { encoder(Drawn(1, 1).ToRgb()), encoder(Drawn(61, 47).ToRgb()), encoder(Drawn(200, 160).ToRgb()) })];
    Func<IReadOnlyList<byte[]>> Theirs(params IImageEncoder[] encoders) => () => [.. encoders.SelectMany(encoder => new[] { Saved(encoder, Drawn(9, 5)), Saved(encoder, Drawn(61, 47)), Saved(encoder, Drawn(200, 160)) })];
    return new Dictionary<string, Func<IReadOnlyList<byte[]>>>
    {
        ["jpeg"] = Ours(image => ImageCodec.EncodeJpeg(image, 50), image => ImageCodec.EncodeJpeg(image, 95)),
        ["png"] = () => [.. Ours(ImageCodec.EncodePng)(), .. Theirs(new SixLabors.ImageSharp.Formats.Png.PngEncoder { ColorType = SixLabors.ImageSharp.Formats.Png.PngColorType.Palette, InterlaceMethod = SixLabors.ImageSharp.Formats.Png.PngInterlaceMode.Adam7 })()],
        ["webp"] = Ours(ImageCodec.EncodeWebPLossless, image => ImageCodec.EncodeWebP(image, 60)),
        ["bmp"] = Theirs(new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel24 }, new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel8 }, new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel32, SupportTransparency = true }),
        ["gif"] = Theirs(new GifEncoder()),
        ["tiff"] = Theirs(new TiffEncoder(), new TiffEncoder { Compression = TiffCompression.Lzw }, new TiffEncoder { Compression = TiffCompression.Deflate }, new TiffEncoder { Compression = TiffCompression.PackBits }, new TiffEncoder { Compression = TiffCompression.Ccitt1D, BitsPerPixel = TiffBitsPerPixel.Bit1 }),
        ["tga"] = Theirs(new TgaEncoder { Compression = TgaCompression.None }, new TgaEncoder { Compression = TgaCompression.RunLength }, new TgaEncoder { BitsPerPixel = TgaBitsPerPixel.Pixel8 }),
        ["pbm, pgm, ppm"] = Theirs(
            new PbmEncoder { ColorType = PbmColorType.Rgb, Encoding = PbmEncoding.Binary }, new PbmEncoder { ColorType = PbmColorType.Rgb, Encoding = PbmEncoding.Plain },
            new PbmEncoder { ColorType = PbmColorType.Grayscale, Encoding = PbmEncoding.Binary }, new PbmEncoder { ColorType = PbmColorType.BlackAndWhite, Encoding = PbmEncoding.Binary },
            new PbmEncoder { ColorType = PbmColorType.BlackAndWhite, Encoding = PbmEncoding.Plain }),
    };
}

static Image<Rgba32> Drawn(int width, int height)
{
    var image = new Image<Rgba32>(width, height);
    for (var y = 0; y < height; y++)
    {
        for (var x = 0; x < width; x++)
            image[x, y] = new Rgba32((byte)(x * 3), (byte)((x * y) ^ 85), (byte)(y * 5), 255);
    }
    return image;
}

internal enum Ending
{
    Whole,
    Crash,
    Hang,
}

internal static class Conversion
{
    public static RgbImage ToRgb(this Image<Rgba32> image)
    {
        using var rgb = image.CloneAs<Rgb24>();
        return rgb.ToRgbImage();
    }
}
