using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using TorchSharp;

namespace CimCil.Tests.Data;

[TestClass]
public sealed class BatchLoaderTests
{
    private static readonly RandomStreams Streams = new(7);

    [TestMethod]
    public void BatchesAreTheSameWhateverTheNumberOfWorkers()
    {
        foreach (var augmentation in Enum.GetValues<Augmentation>())
        {
            var expected = Read(Loader(Samples(53), augmentation, workers: 1), probability: 0.5);
            Assert.AreEqual(53, expected.Labels.Count);
            CollectionAssert.AreEquivalent(Enumerable.Range(0, 53).ToList(), expected.Indices);
            foreach (var workers in new[] { 2, 4, 60 })
            {
                var actual = Read(Loader(Samples(53), augmentation, workers), probability: 0.5);
                CollectionAssert.AreEqual(expected.Indices, actual.Indices);
                CollectionAssert.AreEqual(expected.Labels, actual.Labels);
                CollectionAssert.AreEqual(expected.Pixels, actual.Pixels, $"{augmentation}, {workers} workers");
            }
        }
    }

    [TestMethod]
    public void SequentialEpochsKeepTheOrderAndShuffledOnesDiffer()
    {
        var loader = Loader(Samples(20), Augmentation.None, workers: 2);
        CollectionAssert.AreEqual(Enumerable.Range(0, 20).ToList(), Read(loader, SampleOrder.Sequential).Indices);
        var (first, second) = (Read(loader, epoch: 0), Read(loader, epoch: 1));
        CollectionAssert.AreNotEqual(first.Indices, second.Indices);
        CollectionAssert.AreEqual(first.Indices, Read(loader, epoch: 0).Indices);
        CollectionAssert.AreEqual(first.Pixels, Read(loader, epoch: 0).Pixels, "Reused memory holds nothing of other epochs.");
    }

    [TestMethod]
    public void EveryBatchDescribesItsImages()
    {
        var samples = Samples(11);
        var counts = new List<int>();
        foreach (var batch in Loader(samples, Augmentation.None, workers: 2).Epoch(Streams, "test", 0, 0, SampleOrder.Shuffled))
        {
            using (batch)
            {
                counts.Add(batch.Count);
                Assert.AreEqual(batch.Count * 3 * 32 * 32, batch.Pixels.Length);
                for (var i = 0; i < batch.Count; i++)
                {
                    var sample = samples[batch.Indices[i]];
                    Assert.AreEqual(sample.Label, batch.Labels[i]);
                    Assert.AreEqual((((TestImage)sample.Image).Height, ((TestImage)sample.Image).Width), batch.Sizes[i]);
                }
            }
        }
        CollectionAssert.AreEqual(new[] { 8, 3 }, counts);
    }

    [TestMethod]
    public void OnlySamplesWithABoxAreCompressedAndAsOftenAsAsked()
    {
        var box = new Box(3, 20, 4, 30);
        Sample[] samples = [.. Enumerable.Range(0, 400).Select(i => new Sample(new TestImage(i), 0, i % 2 == 0 ? box : null))];
        var loader = Loader(samples, Augmentation.FlipAndShift, workers: 2);
        var plain = Read(loader, SampleOrder.Sequential).Pixels;
        Assert.AreEqual((0, 0), Changed(plain, Read(loader, SampleOrder.Sequential, probability: 0, ratio: 4).Pixels));
        Assert.AreEqual((200, 0), Changed(plain, Read(loader, SampleOrder.Sequential, probability: 1, ratio: 4).Pixels));
        var (withBox, without) = Changed(plain, Read(loader, SampleOrder.Sequential, probability: 0.3, ratio: 4).Pixels);
        Assert.AreEqual(0, without);
        Assert.IsTrue(withBox is > 30 and < 90, $"{withBox} of 200 at a probability of 0.3");
    }

    [TestMethod]
    public void CompressionComesBeforeTheTransform()
    {
        var box = new Box(3, 20, 4, 30);
        var image = new TestImage(5);
        var loader = Loader([new Sample(image, 0, box)], Augmentation.None, workers: 1);
        var actual = Read(loader, probability: 1, ratio: 9).Pixels;
        var compressed = new RgbImage();
        BoxCompression.Compress(image.Load(), box, 9, compressed);
        var expected = new byte[actual.Length];
        ImagePipeline.ForTesting(Config(Augmentation.None)).Transform(compressed, new RandomStream(1), new ImageScratch(), expected);
        CollectionAssert.AreEqual(expected, actual);
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public void AbandoningAnEpochStopsTheWorkers()
    {
        var loadedCount = 0;
        Sample[] samples = [.. Enumerable.Range(0, 5000).Select(i => new Sample(new TestImage(i, () => Interlocked.Increment(ref loadedCount)), 0))];
        var loader = Loader(samples, Augmentation.None, workers: 4);
        foreach (var batch in loader.Epoch(Streams, "test", 0, 0, SampleOrder.Sequential))
        {
            batch.Dispose();
            break;
        }
        var stopped = Volatile.Read(ref loadedCount);
        Assert.IsLessThan(200, stopped, "Only a few batches are loaded ahead.");
        Assert.AreEqual(5000, Read(loader, SampleOrder.Sequential).Labels.Count, "The loader can be used again.");
        Assert.AreEqual(stopped + 5000, Volatile.Read(ref loadedCount));
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public void CancellationEndsAnEpochThatWaits()
    {
        using var cancellation = new CancellationTokenSource();
        using var release = new ManualResetEventSlim();
        Sample[] samples = [new(new TestImage(0), 0), new(new TestImage(1, () => { cancellation.Cancel(); release.Wait(TimeSpan.FromSeconds(1)); }), 0)];
        Assert.ThrowsExactly<OperationCanceledException>(() =>
        {
            foreach (var batch in Loader(samples, Augmentation.None, workers: 1).Epoch(Streams, "test", 0, 0, SampleOrder.Sequential, cancellation: cancellation.Token))
                batch.Dispose();
        });
    }

    [TestMethod, Timeout(60_000, CooperativeCancellation = true)]
    public void ACorruptImageStopsTheEpochWithItsName()
    {
        var samples = Samples(40);
        samples[21] = new Sample(new TestImage.Corrupt("folder/a.jpg"), 0);
        samples[18] = new Sample(new TestImage.Corrupt("folder/first.jpg"), 0);
        samples[33] = new Sample(new TestImage(3, () => throw new InvalidOperationException("later")), 0);
        for (var repetition = 0; repetition < 20; repetition++)
        {
            var delivered = 0;
            var failure = Assert.ThrowsExactly<DataException>(() =>
            {
                foreach (var batch in Loader(samples, Augmentation.None, workers: 4).Epoch(Streams, "test", 0, 0, SampleOrder.Sequential))
                {
                    using (batch)
                        delivered += batch.Count;
                }
            });
            Assert.Contains("folder/first.jpg", failure.Message);
            Assert.AreEqual(16, delivered, "Batches before the corrupt image are delivered.");
        }
    }

    [TestMethod]
    public void AnUnexpectedFailureReachesTheConsumer()
    {
        var samples = Samples(10);
        samples[3] = new Sample(new TestImage(3, () => throw new InvalidOperationException("unexpected")), 0);
        Assert.ThrowsExactly<CimCilException>(() => Read(Loader(samples, Augmentation.None, workers: 2)));
    }

    [TestMethod]
    public void CorruptImagesAreLeftOutAndCountedOnce()
    {
        var path = Path.Combine(Path.GetTempPath(), $"cimcil-{Guid.NewGuid():N}.jpg");
        File.WriteAllBytes(path, TestImages.TruncatedJpeg);
        try
        {
            var samples = Samples(40);
            int[] corrupt = [0, 8, 9, 10, 11, 12, 13, 14, 15, 39];
            foreach (var index in corrupt)
                samples[index] = new Sample(new TestImage.Corrupt($"image {index}"), 0);
            samples[20] = new Sample(new FileImage(path), 0);
            int[] left = [.. Enumerable.Range(0, 40).Except([.. corrupt, 20])];

            var log = new CorruptImageLog(CorruptImagePolicy.Skip);
            var loader = new BatchLoader(samples, ImagePipeline.ForTesting(Config(Augmentation.None)), 8, 3, log);
            for (var epoch = 0; epoch < 2; epoch++)
            {
                var (labels, indices, pixels) = Read(loader, SampleOrder.Sequential, epoch);
                CollectionAssert.AreEqual(left, indices);
                CollectionAssert.AreEqual(left.Select(index => (long)(index % 5)).ToArray(), labels);
                var whole = Read(Loader([.. left.Select(index => samples[index])], Augmentation.None, 1), SampleOrder.Sequential);
                CollectionAssert.AreEqual(whole.Pixels, pixels);
                Assert.AreEqual(11, log.Count);
            }
            CollectionAssert.Contains(log.Names.ToList(), path);
            Assert.IsTrue(log.Reasons.All(reason => reason.Contains("truncated", StringComparison.Ordinal)));

            var stops = new BatchLoader(samples, ImagePipeline.ForTesting(Config(Augmentation.None)), 8, 3, new CorruptImageLog(CorruptImagePolicy.Stop));
            Assert.ThrowsExactly<DataException>(() => Read(stops, SampleOrder.Sequential));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void AnEmptyListHasNoBatches() => Assert.AreEqual(0, Loader([], Augmentation.None, workers: 2).Epoch(Streams, "test", 0, 0, SampleOrder.Shuffled).Count());

    [TestMethod]
    public void ADisposedBatchIsClosed()
    {
        var batch = Loader(Samples(3), Augmentation.None, workers: 1).Epoch(Streams, "test", 0, 0, SampleOrder.Sequential).First();
        batch.Dispose();
        batch.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => batch.Pixels.Length);
    }

    [TestMethod]
    public void TensorsHoldTheBatchAndNothingElseStaysAlive()
    {
        using var batch = Loader(Samples(5), Augmentation.None, workers: 1).Epoch(Streams, "test", 0, 0, SampleOrder.Sequential).First();
        var before = torch.Tensor.TotalCount;
        using (var images = batch.ToImages(torch.CPU))
        using (var labels = batch.ToLabels(torch.CPU))
        using (var half = batch.ToImages(torch.CPU, torch.ScalarType.BFloat16))
        {
            Assert.AreEqual(before + 3, torch.Tensor.TotalCount);
            CollectionAssert.AreEqual(new long[] { 5, 3, 32, 32 }, images.shape);
            Assert.AreEqual(torch.ScalarType.BFloat16, half.dtype);
            CollectionAssert.AreEqual(new long[] { 0, 1, 2, 3, 4 }, labels.data<long>().ToArray());
            var expected = ((batch.Pixels[1024] / 255f) - 0.456f) / 0.224f;
            Assert.AreEqual(expected, images.data<float>()[1024]);
        }
        Assert.AreEqual(before, torch.Tensor.TotalCount);
    }

    [TestMethod]
    public void ImagesLeaveHardlyAnyGarbage()
    {
        var loader = Loader(Samples(2000), Augmentation.ImageNetAutoAugment, workers: 1);
        Epoch(0);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var epoch = 1; epoch <= 3; epoch++)
            Epoch(epoch);
        var perImage = (GC.GetTotalAllocatedBytes(precise: true) - before) / 6000.0;
        // A random stream for every image, and an eighth of a batch.
        Assert.IsLessThan(256.0, perImage, "bytes per image");

        void Epoch(int epoch)
        {
            foreach (var batch in loader.Epoch(Streams, "test", 0, epoch, SampleOrder.Shuffled, 0.5, 4))
                batch.Dispose();
        }
    }

    private static Sample[] Samples(int count) => [.. Enumerable.Range(0, count).Select(i => new Sample(new TestImage(i), i % 5, new Box(3, 20, 4, 30)))];

    private static ShapesDataset Config(Augmentation augmentation) => new() { ImageSide = 32, TestResize = 36, Augmentation = augmentation };

    private static BatchLoader Loader(Sample[] samples, Augmentation augmentation, int workers) =>
        new(samples, ImagePipeline.ForTraining(Config(augmentation)), 8, workers, new CorruptImageLog(CorruptImagePolicy.Stop));

    private static (List<long> Labels, List<int> Indices, byte[] Pixels) Read(
        BatchLoader loader, SampleOrder order = SampleOrder.Shuffled, int epoch = 0, double probability = 0, double ratio = 4)
    {
        var (labels, indices, pixels) = (new List<long>(), new List<int>(), new List<byte>());
        foreach (var batch in loader.Epoch(Streams, "test", 1, epoch, order, probability, ratio))
        {
            using (batch)
            {
                labels.AddRange(batch.Labels);
                indices.AddRange(batch.Indices);
                pixels.AddRange(batch.Pixels);
            }
        }
        return (labels, indices, [.. pixels]);
    }

    private static (int WithBox, int Without) Changed(byte[] expected, byte[] actual)
    {
        const int Length = 3 * 32 * 32;
        var changed = Enumerable.Range(0, expected.Length / Length)
            .Where(i => !expected.AsSpan(i * Length, Length).SequenceEqual(actual.AsSpan(i * Length, Length))).ToList();
        return (changed.Count(i => i % 2 == 0), changed.Count(i => i % 2 != 0));
    }

    private sealed class FileImage(string path) : DatasetImage
    {
        public override string Name => path;

        public override int Class => 0;

        public override void LoadInto(RgbImage image) => ImageCodec.LoadFile(path, image);
    }
}
