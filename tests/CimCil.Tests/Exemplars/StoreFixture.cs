using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;

namespace CimCil.Tests.Exemplars;

/// <summary>A folder for one test, and small random images to fill stores with.</summary>
internal sealed class StoreFixture : IDisposable
{
    public StoreFixture()
    {
        Folder = Directory.CreateTempSubdirectory("cimcil-store-").FullName;
        Path = System.IO.Path.Combine(Folder, "memory.db");
    }

    public string Folder { get; }

    public string Path { get; }

    public ExemplarStore Create() => ExemplarStore.Create(Path);

    public ExemplarStore Open() => ExemplarStore.Open(Path);

    /// <summary>A store after phase 0 with the given exemplars, closed.</summary>
    public void Fill(params NewExemplar[] exemplars)
    {
        using var store = Create();
        store.CommitPhase(PlanOf(0, exemplars));
    }

    /// <summary>Another file with the same content, of a store that is closed.</summary>
    public string Copy()
    {
        File.Copy(Path, Path + "-copy");
        return Path + "-copy";
    }

    /// <summary>A plan that adds exemplars under a budget that is never reached.</summary>
    public static MemoryPlan PlanOf(int phase, params NewExemplar[] exemplars) =>
        new(new Phase(phase, phase * 10, 10), Budget.ImagesPerClass(1000), new Dictionary<int, int>(), exemplars);

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>An exemplar of random size, box and pixels; both halves exist unless <paramref name="seed"/> says otherwise.</summary>
    public static NewExemplar Exemplar(int label, ulong seed, double ratio = 4, ExemplarCodecs? codecs = null)
    {
        var random = new RandomStream(seed);
        var image = RandomImage(8 + random.NextInt(40), 8 + random.NextInt(40), random);
        var (top, left) = (random.NextInt(image.Height - 2), random.NextInt(image.Width - 2));
        var box = new Box(top, top + 1 + random.NextInt(image.Height - top), left, left + 1 + random.NextInt(image.Width - left));
        return Exemplar(label, image, box, ratio, $"drawn/{seed}.png", codecs);
    }

    public static NewExemplar Exemplar(int label, RgbImage image, Box box, double ratio, string name, ExemplarCodecs? codecs = null) =>
        new(new CompressedImage(new DrawnImage(image, label, name), box, image.Height, image.Width, ratio, codecs), label, $"class {label}");

    /// <summary>Blocks of colour with noise, so that a codec has something to gain and something to lose.</summary>
    public static RgbImage RandomImage(int height, int width, RandomStream random)
    {
        var image = new RgbImage(height, width);
        var (block, noise) = (1 + random.NextInt(8), random.NextInt(3) * 20);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width * 3; x++)
                image.Pixels[(y * width * 3) + x] = (byte)(((y / block * 37) + (x / (3 * block) * 91)) ^ (noise > 0 ? random.NextInt(noise) : 0));
        }
        return image;
    }

    /// <summary>What the exemplar must replay as.</summary>
    public static byte[] Expected(NewExemplar exemplar) => exemplar.Image.Load().Pixels.ToArray();

    public static byte[] Pixels(DatasetImage image) => image.Load().Pixels.ToArray();

    /// <summary>An image that is drawn in memory.</summary>
    public sealed class DrawnImage(RgbImage image, int label, string name) : DatasetImage
    {
        public override string Name => name;

        public override int Class => label;

        public override void LoadInto(RgbImage destination) => destination.CopyFrom(image);
    }

    /// <summary>An image that does something instead of loading.</summary>
    public sealed class ActingImage(Action<RgbImage> act) : DatasetImage
    {
        public override string Name => "acting";

        public override int Class => 0;

        public override void LoadInto(RgbImage destination) => act(destination);
    }
}
