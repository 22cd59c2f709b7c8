using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Masking;
using CimCil.Networks;
using Flags;

namespace CimCil.Outside.Tests;

/// <summary>The user's parts themselves: what a wrong one would still let a run pass.</summary>
[TestClass]
public sealed class FlagsTests
{
    [TestMethod]
    public void TheTrueBoxHoldsTheFlagAndNothingElse()
    {
        foreach (var image in new FlagsDataset { TrainImagesPerFlag = 3 }.Open().Train)
        {
            var (picture, box) = (image.Load(), image.TrueBox!.Value);
            var colours = new HashSet<(byte, byte, byte)>();
            for (var row = box.Top; row < box.Bottom; row++)
            {
                for (var column = box.Left; column < box.Right; column++)
                {
                    var pixel = picture.Pixels[(3 * ((row * picture.Width) + column))..];
                    colours.Add((pixel[0], pixel[1], pixel[2]));
                }
            }
            Assert.HasCount(2, colours, $"{image.Name}: a flag has two colours, and grass has more");
        }
    }

    [TestMethod]
    public void ABoxGetsItsMarginAsFarAsTheImageHasRoom()
    {
        using var network = new IncrementalNetwork(new PlainNetwork(), NetworkShape.OneBranch(2), TorchSharp.torch.CPU);
        var data = new FlagsDataset { TrainImagesPerFlag = 2 };
        Sample[] samples = [.. data.Open().Train.Take(3).Select(image => new Sample(image, 0))];
        var loading = new Loading(new RandomStreams(1), 1, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None);
        var tight = new Queue<Box>([new Box(10, 20, 4, 24), new Box(0, 32, 0, 32), Box.Empty]);
        var boxes = new MarginBoxes(new PlacedBoxes((_, _, _) => tight.Dequeue()), margin: 0.1).Find(network, samples, data, loading, batchSize: 1).Boxes;
        Assert.AreEqual(new Box(9, 21, 2, 26), boxes[0]!.Value.Box);
        Assert.AreEqual(new Box(0, 32, 0, 32), boxes[1]!.Value.Box);
        Assert.AreEqual(Box.Empty, boxes[2]!.Value.Box);
    }
}
