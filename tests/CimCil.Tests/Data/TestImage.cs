using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Tests.Data;

/// <summary>An image of noise that needs no file; its size and pixels follow from its number.</summary>
internal sealed class TestImage(int number, Action? whenLoaded = null) : DatasetImage
{
    private readonly byte[] _pixels = ImageAssert.Noise(40 + (number % 7), 50 + (number % 5), (ulong)number).Pixels.ToArray();

    public override string Name { get; } = $"test image {number}";

    public override int Class => 0;

    public int Height => 40 + (number % 7);

    public int Width => 50 + (number % 5);

    public override void LoadInto(RgbImage image)
    {
        whenLoaded?.Invoke();
        image.Reshape(Height, Width);
        _pixels.CopyTo(image.Pixels);
    }

    /// <summary>An image that cannot be decoded.</summary>
    public sealed class Corrupt(string name) : DatasetImage
    {
        public override string Name => name;

        public override int Class => 0;

        public override void LoadInto(RgbImage image) => throw new DataException($"{name} is truncated.");
    }
}
