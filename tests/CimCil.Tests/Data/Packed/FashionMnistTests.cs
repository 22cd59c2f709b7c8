using CimCil.Configuration;
using CimCil.Data;
using CimCil.Experiments;

namespace CimCil.Tests.Data.Packed;

/// <summary>
/// The real Fashion-MNIST, of Debian's package dataset-fashion-mnist. Where it is missing the tests are skipped with that reason, unless
/// CIMCIL_REQUIRE_DATASETS is 1.
/// </summary>
[TestClass]
public sealed class FashionMnistTests
{
    [TestInitialize]
    public void Require()
    {
        if (Directory.Exists(IdxDataset.FashionMnist.Root))
            return;
        var reason = $"{IdxDataset.FashionMnist.Root} is missing: install Debian's package dataset-fashion-mnist.";
        if (Environment.GetEnvironmentVariable("CIMCIL_REQUIRE_DATASETS") == "1")
            Assert.Fail(reason);
        Assert.Inconclusive(reason);
    }

    [TestMethod]
    public void AllOfItIsThere()
    {
        var dataset = IdxDataset.FashionMnist.Open();
        CollectionAssert.AreEqual(Enumerable.Repeat(6000, 10).ToArray(), dataset.Train.CountBy(image => image.Class).Select(entry => entry.Value).ToArray());
        CollectionAssert.AreEqual(Enumerable.Repeat(1000, 10).ToArray(), dataset.Test.CountBy(image => image.Class).Select(entry => entry.Value).ToArray());
        Assert.AreEqual("Fashion-MNIST", dataset.Name);
        // The published mean of the training pixels is 0.2860 of 255.
        var (sum, image) = (0L, new RgbImage());
        foreach (var one in dataset.Train)
        {
            one.LoadInto(image);
            foreach (var value in image.Pixels)
                sum += value;
        }
        Assert.AreEqual(0.2860, sum / (60000.0 * 28 * 28 * 3 * 255), 5e-5);
        Assert.AreEqual((28, 28), (image.Height, image.Width));
    }

    [TestMethod]
    public void TheExperimentTakesAThousandOfEachClass()
    {
        var dataset = new FashionMnist().Data.Open();
        Assert.HasCount(10_000, dataset.Train);
        Assert.HasCount(10_000, dataset.Test);
        // A boot of the first ten images, by its class and its place.
        Assert.AreEqual("train/00000", dataset.Train.First(image => image.Class == 9).Name);
    }
}
