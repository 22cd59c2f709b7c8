using CimCil.Configuration;
using CimCil.Data;
using CimCil.Masking;
using static TorchSharp.torch;

namespace CimCil.Tests.Masking;

[TestClass]
public sealed class SoftCompressorParityTests
{
    private const string Folder = "04_bbxblur/soft";

    [TestMethod]
    public void ParityWithTheReferencesSoftCompression()
    {
        using var scope = NewDisposeScope();
        using var compressor = new SoftCompressor(4, SoftCompression.TorchNearest);
        var images = Golden.Array($"{Folder}/input.npy").ToTensor();
        compressor.Downsample(images, 4).ShouldEqual($"{Folder}/compressed.npy", 0);
        compressor.Blend(images, Golden.Array($"{Folder}/mask.npy").ToTensor().squeeze(1)).ShouldEqual($"{Folder}/hybrid.npy", 1e-5);
    }

    [TestMethod]
    [DataRow(61, 97, 4.0)]
    [DataRow(64, 64, 9.0)]
    [DataRow(30, 48, 2.0)]
    public void TheTwinOfTheStoredExemplarsSamplesTheSamePixels(int height, int width, double ratio)
    {
        using var scope = NewDisposeScope();
        var image = new RgbImage(height, width);
        var random = new CimCil.Foundation.RandomStream(7);
        foreach (ref var value in image.Pixels)
            value = (byte)random.NextInt(256);
        var stored = new RgbImage();
        BoxCompression.Compress(image, Box.Empty, ratio, stored);
        using var compressor = new SoftCompressor(ratio, SoftCompression.AsStored);
        CollectionAssert.AreEqual(ToTensor(stored).Values(), compressor.Downsample(ToTensor(image), ratio).Values());
    }

    private static Tensor ToTensor(RgbImage image) =>
        tensor(image.Pixels.ToArray(), [1, image.Height, image.Width, 3]).permute(0, 3, 1, 2).to(ScalarType.Float32);
}
