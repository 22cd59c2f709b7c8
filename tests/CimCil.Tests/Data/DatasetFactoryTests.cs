using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Tests.Data;

[TestClass]
public sealed class DatasetFactoryTests
{
    [TestMethod]
    public void OpensASectionThatBringsItsOwnDataset() => Assert.AreEqual("two noises", DatasetFactory.Open(new NoiseDataset()).Name);

    [TestMethod]
    public void ASectionThatNothingOpensIsNamed()
    {
        var error = Assert.ThrowsExactly<ConfigurationException>(() => DatasetFactory.Open(new ClosedDataset()));
        Assert.StartsWith("data is a ClosedDataset, which nothing opens", error.Message);
        Assert.Contains("Let ClosedDataset implement IDatasetSource", error.Message);
    }

    [TestMethod]
    public void AnUnreadableFileIsAProblemOfTheData()
    {
        var error = Assert.ThrowsExactly<DataException>(() => DatasetFactory.Open(new NoiseDataset { Fails = true }));
        Assert.Contains("the disk is gone", error.Message);
        Assert.IsInstanceOfType<IOException>(error.InnerException);
    }
}

/// <summary>A dataset section as an experiment may bring it.</summary>
[ConfigSection("noise-for-tests")]
public sealed partial record NoiseDataset : DatasetConfig, IDatasetSource
{
    /// <summary>Whether opening meets a broken disk.</summary>
    public bool Fails { get; init; }

    /// <inheritdoc/>
    public Dataset Open() => Fails ? throw new IOException("the disk is gone") : new Dataset("two noises", ["white", "pink"], [], []);
}

/// <summary>A dataset section that nothing opens.</summary>
[ConfigSection("closed-for-tests")]
public sealed partial record ClosedDataset : DatasetConfig;
