using CimCil.Data;

namespace CimCil.Tests.Data;

/// <summary>Comparison of images byte for byte.</summary>
internal static class ImageAssert
{
    /// <summary>The array [H, W, 3] of bytes is the image.</summary>
    public static void AreEqual(NpyArray expected, RgbImage actual, string what)
    {
        Assert.AreEqual("|u1", expected.DType, what);
        CollectionAssert.AreEqual(new long[] { actual.Height, actual.Width, 3 }, expected.Shape, $"{what}: shape");
        AreEqual(expected.Data, actual.Pixels, actual.Width, what);
    }

    /// <summary>Both images have the same size and pixels.</summary>
    public static void AreEqual(RgbImage expected, RgbImage actual, string what)
    {
        Assert.AreEqual((expected.Height, expected.Width), (actual.Height, actual.Width), $"{what}: size");
        AreEqual(expected.Pixels, actual.Pixels, actual.Width, what);
    }

    /// <summary>The array [H, W, 3] of bytes as an image.</summary>
    public static RgbImage ToImage(NpyArray array) => new((int)array.Shape[0], (int)array.Shape[1], array.Data);

    /// <summary>An image of reproducible noise.</summary>
    public static RgbImage Noise(int height, int width, ulong seed = 1)
    {
        var image = new RgbImage(height, width);
        var random = new CimCil.Foundation.RandomStream(seed);
        foreach (ref var value in image.Pixels)
            value = (byte)random.NextInt(256);
        return image;
    }

    private static void AreEqual(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, int width, string what)
    {
        var at = expected.CommonPrefixLength(actual);
        if (at == expected.Length)
            return;
        var (wrong, largest) = (0, 0);
        for (var i = 0; i < expected.Length; i++)
        {
            wrong += expected[i] == actual[i] ? 0 : 1;
            largest = Math.Max(largest, Math.Abs(expected[i] - actual[i]));
        }
        Assert.Fail($"{what}: {wrong} of {expected.Length} bytes differ, by up to {largest}; the first in row {at / 3 / width}, column {at / 3 % width}, channel {at % 3}: {actual[at]} in place of {expected[at]}.");
    }
}
