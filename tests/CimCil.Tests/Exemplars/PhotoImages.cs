using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Tests.Exemplars;

/// <summary>Images that compress as photographs do: slopes of light, soft and hard edges, texture and grain; 500 x 375 as Food-101's.</summary>
internal static class PhotoImages
{
    public const int Height = 375;
    public const int Width = 500;

    /// <summary>Writes JPEG files of quality 90.</summary>
    /// <returns>Their paths.</returns>
    public static string[] Write(string folder, int count, ulong seed)
    {
        Directory.CreateDirectory(folder);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var path = Path.Combine(folder, $"{i}.jpg");
            File.WriteAllBytes(path, ImageCodec.EncodeJpeg(Draw(new RandomStream(seed + (ulong)i)), 90));
            return path;
        })];
    }

    public static RgbImage Draw(RandomStream random)
    {
        var image = new RgbImage(Height, Width);
        var discs = Enumerable.Range(0, 4 + random.NextInt(20)).Select(_ => (Y: random.NextInt(Height), X: random.NextInt(Width), R: 10 + random.NextInt(80), Tone: random.NextInt(160))).ToArray();
        var (grain, wave) = (2 + random.NextInt(10), 0.02 + (random.NextInt(100) / 300.0));
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var tone = 60 + (80.0 * x / Width) + (40.0 * y / Height) + (12 * Math.Sin(wave * (x + (2 * y))));
                foreach (var disc in discs)
                {
                    if (((y - disc.Y) * (y - disc.Y)) + ((x - disc.X) * (x - disc.X)) < disc.R * disc.R)
                        tone = (0.4 * tone) + (0.6 * disc.Tone);
                }
                for (var channel = 0; channel < 3; channel++)
                    image.Pixels[(((y * Width) + x) * 3) + channel] = (byte)Math.Clamp(tone + (channel * 15) + random.NextInt(grain), 0, 255);
            }
        }
        return image;
    }

    /// <summary>An image file that is decoded whenever it is loaded.</summary>
    public sealed class FileOf(string path, int label) : DatasetImage
    {
        public override string Name => Path.GetFileName(path);

        public override int Class => label;

        public override void LoadInto(RgbImage image) => ImageCodec.LoadFile(path, image);

        public override byte[] ReadOriginal() => ImageCodec.ReadFile(path);
    }
}
