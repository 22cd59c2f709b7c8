using CimCil.Configuration;
using CimCil.Masking;
using CimCil.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace CimCil.Tests.Masking;

/// <summary>Where a heatmap lies over an image.</summary>
[TestClass]
public sealed class CellCentresTests
{
    /// <summary>
    /// One bright pixel, seen by a network whose windows weigh all their pixels alike: the middle of its heatmap is that pixel when cells are
    /// centred, and lies (stride - 1) / 2 pixels further down and to the right when the map is enlarged as it is.
    /// </summary>
    [TestMethod]
    [DataRow(Stem.Strided, 3, 8)]
    [DataRow(Stem.ImageNet, 2, 8)]
    [DataRow(Stem.Strided, 4, 16)]
    [DataRow(Stem.Cifar, 2, 2)]
    public void CentredCellsLieWhereTheNetworkLooks(Stem stem, int stageCount, int stride)
    {
        const int Side = 256;
        var (row, column) = (7 * Side / 16, 9 * Side / 16);
        using var scope = NewDisposeScope();
        using var network = new IncrementalNetwork(new ResNetConfig { StageBlocks = [.. Enumerable.Repeat(1, stageCount)], Width = 2, Stem = stem }, NetworkShape.OneBranch(2), TestDevice.Current);
        Assert.AreEqual(stride, network.Config.Stride);
        network.eval();
        using var noGradient = no_grad();
        foreach (var (name, parameter) in network.named_parameters().Where(entry => !entry.name.Contains("bn", StringComparison.Ordinal) && !entry.name.Contains("downsample.1", StringComparison.Ordinal)))
            parameter.fill_(0.1);
        var image = zeros(1, 3, Side, Side);
        image.narrow(2, row, 1).narrow(3, column, 1).fill_(1);
        var labels = zeros(1, ScalarType.Int64);

        var (asEnlarged, centred) = (MiddleOf(HeatmapAlignment.AsEnlarged), MiddleOf(HeatmapAlignment.Centred));
        Assert.AreEqual(row, centred.Row, 0.1, "row");
        Assert.AreEqual(column, centred.Column, 0.1, "column");
        Assert.AreEqual(row + ((stride - 1) / 2.0), asEnlarged.Row, 0.1, "row of the map as it is");
        Assert.AreEqual(column + ((stride - 1) / 2.0), asEnlarged.Column, 0.1, "column of the map as it is");

        (double Row, double Column) MiddleOf(HeatmapAlignment alignment)
        {
            var heatmap = Heatmap.Of(network, image, labels, ActivationPath.Relu, alignment).Values;
            var large = Heatmap.Resize(heatmap, Side, Side)[0].to(ScalarType.Float64);
            var places = arange(Side, dtype: ScalarType.Float64);
            var sum = large.sum().ToDouble();
            return ((large.sum([1L]) * places).sum().ToDouble() / sum, (large.sum([0L]) * places).sum().ToDouble() / sum);
        }
    }

    /// <summary>A side that the stride does not divide, against interpolation by hand; every row shares out one whole cell.</summary>
    [TestMethod]
    public void SharesAreThoseOfTheTwoCellsAround()
    {
        // Cells over the pixels 0, 4 and 8 of 10; the middles of three equal parts are 1.1667, 4.5 and 7.8333.
        var expected = new[] { 1 - (3.5 / 12), 3.5 / 12, 0, 0, 1 - 0.125, 0.125, 0, 1 - (23.5 / 12 - 1), 23.5 / 12 - 1 };
        using var scope = NewDisposeScope();
        var shares = Shares(3, 10, 4);
        for (var i = 0; i < expected.Length; i++)
            Assert.AreEqual(expected[i], shares[i], 1e-6, $"{i}");
        // Beyond the last cell there is nothing to look at.
        CollectionAssert.AreEqual(new[] { 1f }, Shares(1, 32, 32));
        Assert.AreEqual(1, Shares(7, 224, 32)[^1]);
        Assert.AreEqual(1 - (15.5 / 32), Shares(7, 224, 32)[0], 1e-6);

        static float[] Shares(long cells, long pixels, long stride) => CellCentres.Shares(cells, pixels, stride, TestDevice.Current).cpu().data<float>().ToArray();
    }

    [TestMethod]
    public void EveryHeatmapPolicyTakesTheAlignment()
    {
        foreach (var mask in new MaskConfig[] { CimMask.Paper with { HeatmapAlignment = HeatmapAlignment.Centred }, new ClassActivationMask { HeatmapAlignment = HeatmapAlignment.Centred }, new PhaseWiseThreshold { HeatmapAlignment = HeatmapAlignment.Centred }, new ArtifactAugmentation { HeatmapAlignment = HeatmapAlignment.Centred } })
        {
            Assert.AreEqual(HeatmapAlignment.Centred, mask.CreatePolicy().HeatmapAlignment, mask.GetType().Name);
            Assert.AreEqual(HeatmapAlignment.Centred, mask.CreatePolicy().Where!.Plain?.HeatmapAlignment ?? HeatmapAlignment.Centred, mask.GetType().Name);
        }
        Assert.AreEqual(HeatmapAlignment.AsEnlarged, CimMask.Paper.CreatePolicy().HeatmapAlignment, "the reference's");
    }
}
