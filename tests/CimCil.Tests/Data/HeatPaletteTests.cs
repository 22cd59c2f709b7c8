using CimCil.Data;

namespace CimCil.Tests.Data;

[TestClass]
public sealed class HeatPaletteTests
{
    private static readonly double[] Even = [.. Enumerable.Range(0, 256).Select(i => i / 255.0)];

    [TestMethod]
    public void EqualStepsOfHeatAreEqualStepsForPeople()
    {
        // Of 16 steps, so that rounding to bytes does not count.
        var steps = Even.Where((_, i) => i % 17 == 0).Select(LabOf).ToList();
        double[] lengths = [.. steps.Skip(1).Zip(steps, Distance)];
        foreach (var length in lengths)
            Assert.AreEqual(lengths.Average(), length, 0.1 * lengths.Average());
        Assert.IsGreaterThan(0.04, lengths.Average(), "and large ones");
    }

    [TestMethod]
    public void TheLightnessRisesAllTheWay()
    {
        double[] lightness = [.. Even.Select(heat => LabOf(heat).L)];
        // Two neighbours of 256 may be rounded to bytes of the same lightness.
        for (var i = 4; i < lightness.Length; i++)
            Assert.IsGreaterThan(lightness[i - 4], lightness[i], $"at {i}");
        Assert.IsLessThan(0.27, lightness[0]);
        Assert.IsGreaterThan(0.92, lightness[^1]);
        Assert.AreEqual(0.5 * (lightness[0] + lightness[^1]), lightness[128], 0.04, "as far from both ends");
    }

    [TestMethod]
    public void NoColourIsCutOffAtTheEndOfABytesRange() =>
        Assert.IsFalse(Even.Select(HeatPalette.Of).Any(color => color.Red is 0 or 255 || color.Green is 0 or 255 || color.Blue is 0 or 255));

    [TestMethod]
    [DataRow(-1, 0)]
    [DataRow(double.NaN, 0)]
    [DataRow(2, 1)]
    public void WhatLiesOutsideIsTakenForTheNearerEnd(double heat, double expected) => Assert.AreEqual(HeatPalette.Of(expected), HeatPalette.Of(heat));

    [TestMethod]
    public void PagesHaveThePaletteInSteps()
    {
        Assert.AreEqual(0, HeatPalette.StepOf(0));
        Assert.AreEqual(16, HeatPalette.StepOf(0.5));
        Assert.AreEqual(32, HeatPalette.StepOf(1.2));
        var (red, green, blue) = HeatPalette.Of(0.5);
        Assert.AreEqual($"#{red:x2}{green:x2}{blue:x2}", HeatPalette.Hex(16));
    }

    /// <summary>What the scale beside a picture shows is what heat over a medium grey is painted as.</summary>
    [TestMethod]
    public void AnOverlayIsTheImageInGreyUnderItsHeat()
    {
        var image = new RgbImage(1, 3, [128, 128, 128, 0, 0, 0, 10, 200, 90]);
        var painted = HeatPalette.Overlay(image, (row, column) => column / 2.0);
        Assert.AreEqual(HeatPalette.HexOverGrey(0), Hex(painted, 0));
        var (red, _, _) = HeatPalette.Of(0.5);
        Assert.AreEqual((byte)Math.Round(0.55 * red), painted.Pixels[3]);
        var (_, green, _) = HeatPalette.Of(1);
        Assert.AreEqual((byte)Math.Round((100 * 0.45) + (0.55 * green)), painted.Pixels[7], "the grey of 10, 200 and 90 is 100");
        Assert.AreEqual(10, image.Pixels[6], "the image itself is as it was");
    }

    [TestMethod]
    public void AFrameIsWhiteBetweenBlackAndStaysInsideItsBox()
    {
        var image = new RgbImage(9, 9);
        image.Pixels.Fill(100);
        BoxOutline.Draw(image, new Box(1, 9, 0, 20));
        byte At(int row, int column) => image.Pixels[((row * 9) + column) * 3];
        CollectionAssert.AreEqual(new byte[] { 100, 0, 255, 0, 100 }, new[] { At(0, 4), At(1, 4), At(2, 4), At(3, 4), At(4, 4) });
        CollectionAssert.AreEqual(new byte[] { 0, 255, 0 }, new[] { At(4, 8), At(4, 7), At(4, 6) });
        BoxOutline.Draw(image, Box.Empty);
    }

    private static string Hex(RgbImage image, int pixel) => $"#{image.Pixels[3 * pixel]:x2}{image.Pixels[(3 * pixel) + 1]:x2}{image.Pixels[(3 * pixel) + 2]:x2}";

    private static double Distance((double L, double A, double B) one, (double L, double A, double B) other) =>
        Math.Sqrt(Math.Pow(one.L - other.L, 2) + Math.Pow(one.A - other.A, 2) + Math.Pow(one.B - other.B, 2));

    /// <summary>sRGB to OKLab, after Ottosson.</summary>
    private static (double L, double A, double B) LabOf(double heat)
    {
        static double Linear(byte value) => value / 255.0 <= 0.04045 ? value / 255.0 / 12.92 : Math.Pow(((value / 255.0) + 0.055) / 1.055, 2.4);
        var (r, g, b) = (Linear(HeatPalette.Of(heat).Red), Linear(HeatPalette.Of(heat).Green), Linear(HeatPalette.Of(heat).Blue));
        var l = Math.Cbrt((0.4122214708 * r) + (0.5363325363 * g) + (0.0514459929 * b));
        var m = Math.Cbrt((0.2119034982 * r) + (0.6806995451 * g) + (0.1073969566 * b));
        var s = Math.Cbrt((0.0883024619 * r) + (0.2817188376 * g) + (0.6299787005 * b));
        return (
            (0.2104542553 * l) + (0.7936177850 * m) - (0.0040720468 * s),
            (1.9779984951 * l) - (2.4285922050 * m) + (0.4505937099 * s),
            (0.0259040371 * l) + (0.7827717662 * m) - (0.8086757660 * s));
    }
}
