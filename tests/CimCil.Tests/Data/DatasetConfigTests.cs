using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;

namespace CimCil.Tests.Data;

[TestClass]
public sealed class DatasetConfigTests
{
    [TestMethod]
    public void ASectionOpensItsDataset() => Assert.AreEqual("two noises", new NoiseDataset().Open().Name);

    [TestMethod]
    public void AnUnreadableFileIsAProblemOfTheData()
    {
        var error = Assert.ThrowsExactly<DataException>(() => new NoiseDataset { Fails = true }.Open());
        Assert.Contains("the disk is gone", error.Message);
        Assert.IsInstanceOfType<IOException>(error.InnerException);
    }
}

/// <summary>A dataset section as an experiment may bring it.</summary>
[ConfigSection("noise-for-tests")]
public sealed partial record NoiseDataset : DatasetConfig
{
    /// <summary>Whether opening meets a broken disk.</summary>
    public bool Fails { get; init; }

    /// <summary>The name of the second class.</summary>
    public string SecondClass { get; init; } = "pink";

    /// <inheritdoc/>
    protected override Dataset CreateDataset() => Fails ? throw new IOException("the disk is gone") : new Dataset("two noises", ["white", SecondClass], [], []);
}
