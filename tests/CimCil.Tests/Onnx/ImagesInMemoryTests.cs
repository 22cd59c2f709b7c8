using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;
using CimCil.Onnx;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace CimCil.Tests.Onnx;

/// <summary>Images that an application holds as ImageSharp's: everything that files give, without a file.</summary>
[TestClass]
public sealed class ImagesInMemoryTests
{
    private const int Side = 32, ClassCount = 3;

    private readonly TempFolder _folder = new();
    private readonly List<Image<Rgb24>> _images = [];
    private readonly int[] _labels = [0, 2, 1, 0, 1, 2, 0, 2];
    private MaskModel _model = null!;

    [TestInitialize]
    public void Make()
    {
        using var network = MaskModels.Random(NetworkConfig.ResNet18 with { StageBlocks = [1, 1], Width = 8, Stem = Stem.Cifar }, 1, ClassCount, 5);
        // It predicts the last class of every image, not the first, which a label that is left out would be.
        using (TorchSharp.torch.no_grad())
            network.state_dict().Values.Single(tensor => tensor.shape is [ClassCount, _])[ClassCount - 1].abs_().mul_(10);
        _model = MaskModels.Export(network, _folder["mask.onnx"], Side);
        var random = new Random(3);
        for (var i = 0; i < _labels.Length; i++)
        {
            var image = Draw(random, 30 + random.Next(40), 30 + random.Next(40));
            _images.Add(image);
            image.SaveAsPng(Path.Combine(Directory.CreateDirectory(_folder[$"images/class {_labels[i]}"]).FullName, $"{i}.png"));
        }
    }

    [TestCleanup]
    public void Delete()
    {
        _images.ForEach(image => image.Dispose());
        _folder.Dispose();
    }

    [TestMethod]
    public void PixelsGoThereAndBack()
    {
        var image = _images[1].ToRgbImage();
        Assert.AreEqual((_images[1].Height, _images[1].Width), (image.Height, image.Width));
        Assert.AreEqual(_images[1][7, 5], new Rgb24(image.Pixels[((5 * image.Width) + 7) * 3], image.Pixels[(((5 * image.Width) + 7) * 3) + 1], image.Pixels[(((5 * image.Width) + 7) * 3) + 2]));
        using var back = image.ToImage();
        AssertEqual(_images[1], back);
        using var file = ImageCodec.Decode(File.ReadAllBytes(_folder["images/class 2/1.png"]), "1.png").ToImage();
        AssertEqual(_images[1], file);
        using var named = new MemoryImage(_images[1], "mine", 2).ToImage();
        AssertEqual(_images[1], named);
    }

    [TestMethod]
    public void TheLoaderTakesAndGivesThem()
    {
        var loading = new Loading(new RandomStreams(1), 2, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None);
        var pipeline = ImagePipeline.ForBoxes(new ImageFolderDataset { ImageSide = Side });
        Sample[] ofMemory = [.. _images.Select((image, i) => new Sample(new MemoryImage(image, $"{i}"), _labels[i]))];
        Sample[] ofFiles = [.. _labels.Select((label, i) => new Sample(new ImageFile(_folder.Path, $"images/class {label}/{i}.png"), label))];
        foreach (var (memory, file) in loading.InOrder(ofMemory, pipeline, 3).Zip(loading.InOrder(ofFiles, pipeline, 3)))
        {
            using var both = memory;
            using var other = file;
            CollectionAssert.AreEqual(file.Pixels.ToArray(), memory.Pixels.ToArray());
            CollectionAssert.AreEqual(file.Labels.ToArray(), memory.Labels.ToArray());
            using var last = memory.ToImage(memory.Count - 1);
            var planes = memory.Pixels[^(3 * Side * Side)..];
            Assert.AreEqual((Side, Side), (last.Width, last.Height));
            Assert.AreEqual(new Rgb24(planes[(4 * Side) + 9], planes[(Side * Side) + (4 * Side) + 9], planes[(2 * Side * Side) + (4 * Side) + 9]), last[9, 4]);
            Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => memory.ToImage(memory.Count));
        }
    }

    [TestMethod]
    [DataRow("folders")]
    [DataRow("predicted")]
    public void BoxesAreThoseOfFiles(string labels)
    {
        using var session = MaskModels.Start(_model, batchSize: 3);
        var found = session.BoxesOf(_images, labels == "folders" ? _labels : null);
        var expected = OfFiles(labels);
        for (var i = 0; i < _images.Count; i++)
            Assert.AreEqual(new ImageBox(expected[i].Box, expected[i].Label, expected[i].IsFlat), found[i]);
        if (labels == "predicted")
            Assert.IsTrue(found.All(mask => mask.Label == ClassCount - 1));
        Assert.IsGreaterThan(3, found.Distinct().Count(), "the boxes differ");
    }

    [TestMethod]
    public void AMemoryOfThemIsTheMemoryOfFiles()
    {
        var memory = new MemoryConfig { Budget = Budget.ImagesPerClass(2) };
        var filler = new MemoryFiller(_model, memory, _model.Info.Ratios, new MaskSessionOptions { Provider = ProviderChoice.Cpu, ThreadCount = 1 }, Loading());
        filler.Fill(_folder["files.db"], OfFiles("folders"), (_, _) => { });

        using var session = MaskModels.Start(_model, batchSize: 3);
        var boxes = session.BoxesOf(_images, _labels);
        Image<Rgb24>[] compressed = [.. _images.Zip(boxes, (image, found) => image.Compressed(found.Box, _model.Info.Ratios))];
        var features = session.FeaturesOf(compressed);
        using (var store = ExemplarStore.Create(_folder["memory.db"], memory.Budget))
        {
            store.AddPhase(new Phase(0, 0, ClassCount), memory, _model.Info.Ratios, [.. Candidates(boxes, features)], workerCount: 2);
            foreach (var exemplar in store.Snapshot.Images)
            {
                using var replayed = exemplar.ToImage();
                AssertEqual(compressed[int.Parse(Path.GetFileNameWithoutExtension(exemplar.Name))], replayed);
            }
        }
        using var expected = ExemplarStore.OpenReadOnly(_folder["files.db"]);
        using var actual = ExemplarStore.OpenReadOnly(_folder["memory.db"]);
        Assert.IsGreaterThan(ClassCount, expected.Snapshot.Entries.Count);
        CollectionAssert.AreEqual(expected.Snapshot.Entries.ToArray(), actual.Snapshot.Entries.ToArray());
        foreach (var (one, other) in expected.Snapshot.Images.Zip(actual.Snapshot.Images))
            CollectionAssert.AreEqual(one.Load().Pixels.ToArray(), other.Load().Pixels.ToArray(), one.Name);
        foreach (var image in compressed)
            image.Dispose();
    }

    [TestMethod]
    public void TheProgramOfThePageCompiles()
    {
        var programs = DocumentPrograms.Of("images-in-memory.md");
        Assert.HasCount(1, programs);
        Assert.IsEmpty(DocumentPrograms.ErrorsOf(programs));
    }

    [TestMethod]
    public void MistakesAreNamed()
    {
        using var session = MaskModels.Start(_model, MaskOutputs.Heatmap);
        Assert.Contains("There are 8 images and 1 labels", Assert.ThrowsExactly<DataException>(() => session.BoxesOf(_images, [0])).Message);
        Assert.Contains("Label 3 is no class", Assert.ThrowsExactly<DataException>(() => session.BoxesOf([_images[0]], [3])).Message);
        Assert.Contains("The session gives Heatmap, and this needs Heatmap, Logits", Assert.ThrowsExactly<ConfigurationException>(() => session.BoxesOf(_images)).Message);
        Assert.Contains("this needs Features", Assert.ThrowsExactly<ConfigurationException>(() => session.FeaturesOf(_images)).Message);
        Assert.IsEmpty(session.BoxesOf([], []));
        foreach (var tau in new[] { -0.1, 1.1, double.NaN })
            Assert.Contains("tau is from 0 to 1", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => session.BoxesOf([_images[0]], [0], tau)).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => session.BoxesOf([], [], workerCount: 0));
        Assert.Contains("Image 1 of 2 is null", Assert.ThrowsExactly<ArgumentException>(() => session.BoxesOf([_images[0], null!], [0, 0])).Message);
        Assert.Contains("is no box of an image of", Assert.ThrowsExactly<ArgumentException>(() => _images[0].Compressed(new Box(0, 500, 0, 5), 4)).Message);
        using (_images[0].Compressed(Box.Empty, 4))
        {
        }
        using var store = ExemplarStore.Create(_folder["memory.db"]);
        var memory = new MemoryConfig { Budget = Budget.Images(9) };
        void Add(params ExemplarCandidate[] candidates) => store.AddPhase(new Phase(0, 0, ClassCount), memory, 4, candidates);
        ExemplarCandidate Candidate(int label, string name, params float[] features) => new(new MemoryImage(_images[0], "a"), _images[0].Height, _images[0].Width, label, name, null, features);
        Assert.Contains("Label 1 is called a and b", Assert.ThrowsExactly<ArgumentException>(() => Add(Candidate(1, "a", 1), Candidate(1, "b", 2))).Message);
        Assert.Contains("have the lengths 1, 2", Assert.ThrowsExactly<ArgumentException>(() => Add(Candidate(1, "a", 1), Candidate(1, "a", 1, 2))).Message);
        Assert.Contains("not one of the phase's new labels", Assert.ThrowsExactly<ArgumentException>(() => Add(Candidate(3, "a", 1))).Message);
        Assert.Contains("A candidate is null", Assert.ThrowsExactly<ArgumentException>(() => Add(Candidate(1, "a", 1), null!)).Message);
        Assert.Contains("The new class 0 of phase 0 has no image", Assert.ThrowsExactly<ArgumentException>(() => Add(Candidate(1, "a", 1))).Message);
        Assert.Contains("Phase 1 is not the next one", Assert.ThrowsExactly<ArgumentException>(() => store.AddPhase(new Phase(1, 0, 1), memory, 4, [Candidate(0, "a", 1)])).Message);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => MaskSession.Start(_model, MaskOutputs.Heatmap, new MaskSessionOptions { Provider = ProviderChoice.Cpu, ThreadCount = -3 }, _ => { }));
        var closed = ExemplarStore.Create(_folder["closed.db"]);
        closed.Dispose();
        Assert.Contains("closed.db", Assert.ThrowsExactly<ObjectDisposedException>(() => closed.AddPhase(new Phase(0, 0, 1), memory, 4, [Candidate(0, "a", 1)])).Message);
        var gone = new Image<Rgb24>(_images[0].Width, _images[0].Height);
        gone.Dispose();
        Assert.Contains("image 1 is disposed", Assert.ThrowsExactly<ObjectDisposedException>(() => session.BoxesOf([_images[0], gone], [0, 0])).Message);
        Assert.Contains("mine is disposed", Assert.ThrowsExactly<ObjectDisposedException>(() => new MemoryImage(gone, "mine").Load()).Message);
        Assert.AreEqual(-1, store.Snapshot.LastPhase);
    }

    /// <summary>The runtime reads the memory of a session that is disposed, and two threads would have each other's results.</summary>
    [TestMethod]
    public void ASessionRunsForOneThreadAndUntilItIsDisposed()
    {
        MaskSession? session = null;
        Exception? second = null;
        var isAsked = false;
        var options = new MaskSessionOptions
        {
            Provider = ProviderChoice.Cpu,
            ThreadCount = 1,
            BeforeStep = _ =>
            {
                // Once: a session that lets itself in would come here again, and again.
                if (isAsked)
                    return;
                isAsked = true;
                second = Assert.Throws<Exception>(() => session!.BoxesOf([_images[0]], [0]));
            },
        };
        using (session = MaskSession.Start(_model, MaskOutputs.Heatmap, options, _ => { }))
        {
            Assert.HasCount(1, session.BoxesOf([_images[0]], [0]));
            Assert.IsInstanceOfType<InvalidOperationException>(second);
            Assert.Contains("one thread at a time runs it", second.Message);
            Assert.HasCount(1, session.BoxesOf([_images[0]], [0]), "it is free again");
        }
        session.Dispose();
        Assert.Contains("mask.onnx is disposed", Assert.ThrowsExactly<ObjectDisposedException>(() => session.BoxesOf([_images[0]], [0])).Message);
        Assert.ThrowsExactly<ObjectDisposedException>(() => session.EndProfile());
    }

    private IEnumerable<ExemplarCandidate> Candidates(IReadOnlyList<ImageBox> boxes, IReadOnlyList<float[]> features) => _images.Select((image, i) => new ExemplarCandidate(
        new MemoryImage(image, $"class {_labels[i]}/{i}.png"), image.Height, image.Width, _labels[i], $"class {_labels[i]}", boxes[i].Box, features[i]));

    /// <summary>What the model finds on the files, in the order of the images.</summary>
    private MaskedImage[] OfFiles(string labels)
    {
        var source = LabelSource.Parse(labels);
        using var masker = new ImageMasker(_model, source, _model.Info.Threshold, new MaskSessionOptions { Provider = ProviderChoice.Cpu, ThreadCount = 1, BatchSize = 3 }, Loading(), _ => { });
        var found = masker.Find(ImageFolder.List(_folder["images"], source, _model.Info.ClassNames)).SelectMany(some => some);
        return [.. found.OrderBy(image => int.Parse(Path.GetFileNameWithoutExtension(image.Image.Name)))];
    }

    private static Loading Loading() => new(new RandomStreams(1), 2, new CorruptImageLog(CorruptImagePolicy.Stop), CancellationToken.None);

    private static Image<Rgb24> Draw(Random random, int height, int width)
    {
        var (x0, y0, size) = (random.Next(width / 2), random.Next(height / 2), 10 + random.Next(10));
        var image = new Image<Rgb24>(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                image[x, y] = x >= x0 && x < x0 + size && y >= y0 && y < y0 + size ? new Rgb24((byte)random.Next(256), 20, 250) : new Rgb24((byte)(x * 2), (byte)random.Next(60), (byte)(y * 3));
        }
        return image;
    }

    private static void AssertEqual(Image<Rgb24> expected, Image<Rgb24> actual)
    {
        Assert.AreEqual(expected.Size(), actual.Size());
        CollectionAssert.AreEqual(expected.ToRgbImage().Pixels.ToArray(), actual.ToRgbImage().Pixels.ToArray());
    }
}
