using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CimCil.Reporting;

namespace CimCil.Tests.Reporting;

/// <summary>Charts: numbers at their places, and nothing that the page could not restyle.</summary>
[TestClass]
public sealed class PlotTests
{
    private static readonly LineChart Chart = new(
        "Accuracy <of all>", "classes", "percent",
        [
            new Curve("one & only", [(2, 80), (4, 50), (6, 20)], CurveKind.Marked),
            new Curve("two", [(2, 40), (4, double.NaN), (6, 60.125)]),
            new Curve("three", [(2, 90), (6, 90)], CurveKind.Reference),
        ])
    { YRange = (0, 100), XMarks = [2, 4, 6] };

    private static readonly HeatGrid Grid = new("Confusion", ["first", "second"], [(0, 1, 0.25, "first taken for second"), (1, 1, 1, "second \"right\"")]);

    [TestMethod]
    public void MarksLieAtTheirNumbersAndHaveTips()
    {
        var marks = Svg(Chart.ToHtml()).Elements("circle").ToList();
        Assert.HasCount(3, marks, "only the first curve has marks");
        // The data area is 68 to 626 and, downwards, 14 to 254.
        double[][] places = [[68, 62], [347, 134], [626, 206]];
        for (var i = 0; i < places.Length; i++)
        {
            Assert.AreEqual(places[i][0], (double)marks[i].Attribute("cx")!, 0.01);
            Assert.AreEqual(places[i][1], (double)marks[i].Attribute("cy")!, 0.01);
            Assert.AreEqual("mark c0", (string?)marks[i].Attribute("class"));
        }
        Assert.AreEqual("one & only: 4, 50", marks[1].Element("title")?.Value);
    }

    [TestMethod]
    public void CurvesHaveTheirClasses() =>
        CollectionAssert.AreEqual(
            new[] { "grid", "curve c0", "curve c1", "curve reference c2", "axis" },
            Svg(Chart.ToHtml()).Elements("path").Select(path => (string?)path.Attribute("class")).ToArray());

    [TestMethod]
    public void TextStandsAtTheMarksOfTheAxes()
    {
        var texts = Svg(Chart.ToHtml()).Elements("text").ToList();
        CollectionAssert.AreEqual(new[] { "0", "20", "40", "60", "80", "100", "2", "4", "6", "classes", "percent" }, texts.Select(text => text.Value).ToArray());
        // 40 of 100 in a height of 240 above 254, and 4 in the middle of a width of 558; base lines lie 4 and 18 below.
        Assert.AreEqual(("62", "162"), ((string?)texts[2].Attribute("x"), (string?)texts[2].Attribute("y")));
        Assert.AreEqual(("347", "272"), ((string?)texts[7].Attribute("x"), (string?)texts[7].Attribute("y")));
    }

    [TestMethod]
    [DataRow(double.NaN)]
    [DataRow(double.PositiveInfinity)]
    [DataRow(double.NegativeInfinity)]
    public void AChartLeavesAGapWhereANumberIsMissing(double missing)
    {
        string Drawn((double, double) point) => new LineChart("t", "x", "y", [new Curve("c", [(0, 1), point, (2, 3), (3, 4)], CurveKind.Marked)]).ToHtml();
        foreach (var chart in new[] { Drawn((1, missing)), Drawn((missing, 2)) })
        {
            Assert.AreEqual("M68 254M440 94L626 14", CurveOf(chart));
            Assert.HasCount(3, Svg(chart).Elements("circle"));
            Assert.DoesNotContain("NaN", chart);
        }
    }

    [TestMethod]
    public void ACurveMayBeginAndEndInAGap()
    {
        var chart = new LineChart("t", "x", "y", [new Curve("c", [(0, double.NaN), (1, 1), (2, 2), (3, double.NaN)])]).ToHtml();
        StringAssert.Contains(chart, "c from 1 to 2");
        Assert.AreEqual("M68 254L626 14", CurveOf(chart));
    }

    [TestMethod]
    public void WhatHasNoPointsIsNotDrawn()
    {
        Assert.AreEqual("", new LineChart("t", "x", "y", [new Curve("c", [])]).ToHtml());
        Assert.AreEqual("", new LineChart("t", "x", "y", [new Curve("c", [(0, double.NaN)])]).ToHtml());
        StringAssert.Contains(new LineChart("t", "x", "y", [new Curve("c", []), new Curve("d", [(1, 1)], CurveKind.Marked)]).ToHtml(), "<circle class=\"mark c1\"");
    }

    [TestMethod]
    public void MarksOfAnAxisCanBeToldApart()
    {
        var labels = Svg(new LineChart("t", "x", "y", [new Curve("c", [(0, 147_900), (1, 150_400)])]).ToHtml())
            .Elements("text").Where(text => (string?)text.Attribute("text-anchor") == "end").Select(text => text.Value).ToList();
        CollectionAssert.AreEqual(new[] { "1.475e5", "1.48e5", "1.485e5", "1.49e5", "1.495e5", "1.5e5", "1.505e5" }, labels);
    }

    [TestMethod]
    public void CellsLieAtTheirRowAndColumnAndHaveTips()
    {
        var svg = Svg(Grid.ToHtml());
        CollectionAssert.AreEqual(
            new[] { "ground|150|24|480|480||", "heat|390|24|240|240|0.25|first taken for second", "heat|390|264|240|240||second \"right\"" },
            svg.Elements("rect").Select(rect => string.Join('|', new[] { "class", "x", "y", "width", "height", "fill-opacity" }.Select(name => (string?)rect.Attribute(name)).Append(rect.Element("title")?.Value))).ToArray());
        CollectionAssert.AreEqual(new[] { "16", "148", "388" }, svg.Elements("text").Select(text => (string?)text.Attribute("y")).ToArray());
    }

    [TestMethod]
    public void EveryOneOfManyCellsHasItsTip()
    {
        var cells = Enumerable.Range(0, 120 * 120).Select(i => (i / 120, i % 120, 0.5, $"{i}")).ToList();
        var tips = Svg(new HeatGrid("t", [.. Enumerable.Range(0, 120).Select(i => $"{i}")], cells).ToHtml()).Descendants("title").Select(tip => tip.Value).ToList();
        CollectionAssert.AreEqual(cells.Select(cell => cell.Item4).ToList(), tips);
    }

    [TestMethod]
    public void NothingInAChartIsFixedForOnePageOrMachine()
    {
        foreach (var html in new[] { Chart.ToHtml(), Grid.ToHtml() })
        {
            var elements = Svg(html).DescendantsAndSelf().ToList();
            var attributes = elements.Attributes().Where(attribute => attribute.Name.LocalName is not ("aria-label" or "class")).ToList();
            Assert.IsEmpty(attributes.Where(attribute => attribute.Name.LocalName is "fill" or "stroke" && attribute.Value != "none"), "colours are the page's");
            Assert.IsEmpty(attributes.Where(attribute => attribute.Value.Contains('#') || attribute.Value.Contains("url", StringComparison.Ordinal)));
            Assert.IsEmpty(attributes.Where(attribute => attribute.Name.LocalName is "id" or "clip-path" or "style" or "width" or "height" or "font-family" or "font-size" && attribute.Parent!.Name != "rect"));
            Assert.IsEmpty(elements.Where(element => element.Name.LocalName is not ("svg" or "path" or "rect" or "circle" or "text" or "title")));
            Assert.IsTrue(elements[0].Attribute("aria-label")!.Value.Length > 0 && (string?)elements[0].Attribute("role") == "img");
        }
        StringAssert.Contains(Chart.ToHtml(), "aria-label=\"Accuracy &lt;of all&gt;. one &amp; only from 80 to 20; two from 40 to 60.13; three from 90 to 90\"");
        Assert.AreEqual(Chart.ToHtml(), Chart.ToHtml());
        Assert.AreEqual(Grid.ToHtml(), Grid.ToHtml());
    }

    [TestMethod]
    public void ChartsAreTheSameInEveryCulture()
    {
        var fraction = new LineChart("t", "x", "y", [new Curve("c", [(0, 0.25), (1, 0.75)], CurveKind.Marked)]);
        StringAssert.Contains(fraction.ToHtml(), ">0.5<");
        var (expected, before) = (fraction.ToHtml() + Chart.ToHtml() + Grid.ToHtml(), CultureInfo.CurrentCulture);
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        commas.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = commas;
            Assert.AreEqual("0,5", $"{0.5}");
            Assert.AreEqual(expected, fraction.ToHtml() + Chart.ToHtml() + Grid.ToHtml());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [TestMethod]
    public void NamesThatXmlCouldNotHoldAreKept() => StringAssert.Contains(new HeatGrid("t", ["a\u0001b"], [(0, 0, 1, "tip")]).ToHtml(), "a\u0001b");

    private static string? CurveOf(string html) => (string?)Svg(html).Elements("path").Single(path => (string?)path.Attribute("class") == "curve c0").Attribute("d");

    private static XElement Svg(string html) => XElement.Parse(Regex.Match(html, "<svg.*?</svg>", RegexOptions.Singleline).Value);
}
