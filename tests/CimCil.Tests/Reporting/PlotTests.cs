using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CimCil.Data;
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
        // The data area is 62 to 514 and, downwards, 10 to 252.
        double[][] places = [[62, 58.4], [288, 131], [514, 203.6]];
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
        // 40 of 100 in a height of 242 above 252, and 4 in the middle of a width of 452; base lines lie 4 and 18 below.
        Assert.AreEqual(("54", "159.2"), ((string?)texts[2].Attribute("x"), (string?)texts[2].Attribute("y")));
        Assert.AreEqual(("288", "270"), ((string?)texts[7].Attribute("x"), (string?)texts[7].Attribute("y")));
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
            Assert.AreEqual("M62 252M363.33 90.67L514 10", CurveOf(chart));
            Assert.HasCount(3, Svg(chart).Elements("circle"));
            Assert.DoesNotContain("NaN", chart);
        }
    }

    [TestMethod]
    public void ACurveMayBeginAndEndInAGap()
    {
        var chart = new LineChart("t", "x", "y", [new Curve("c", [(0, double.NaN), (1, 1), (2, 2), (3, double.NaN)])]).ToHtml();
        StringAssert.Contains(chart, "c from 1 to 2");
        Assert.AreEqual("M62 252L514 10", CurveOf(chart));
    }

    [TestMethod]
    public void WhatHasNoPointsIsNotDrawn()
    {
        Assert.AreEqual("", new LineChart("t", "x", "y", [new Curve("c", [])]).ToHtml());
        Assert.AreEqual("", new LineChart("t", "x", "y", [new Curve("c", [(0, double.NaN)])]).ToHtml());
        StringAssert.Contains(new LineChart("t", "x", "y", [new Curve("c", []), new Curve("d", [(1, 1)], CurveKind.Marked)]).ToHtml(), "<polygon class=\"mark c1\"");
    }

    [TestMethod]
    public void MarksOfAnAxisCanBeToldApart()
    {
        var labels = Svg(new LineChart("t", "x", "y", [new Curve("c", [(0, 147_900), (1, 150_400)])]).ToHtml())
            .Elements("text").Where(text => (string?)text.Attribute("text-anchor") == "end").Select(text => text.Value).ToList();
        CollectionAssert.AreEqual(new[] { "1.475e5", "1.48e5", "1.485e5", "1.49e5", "1.495e5", "1.5e5", "1.505e5" }, labels);
    }

    [TestMethod]
    public void NothingIsMarkedBetweenWholeNumbers()
    {
        CollectionAssert.AreEqual(new[] { "0", "1", "2", "3" }, TicksOf((0, 1), (3, 2)));
        CollectionAssert.AreEqual(new[] { "1" }, TicksOf((1, 1)), "one phase has no neighbours that are not there");
        CollectionAssert.AreEqual(new[] { "5", "10", "15", "20", "25", "30", "35", "40", "45", "50", "55", "60" }.Where(tick => int.Parse(tick, CultureInfo.InvariantCulture) % 20 == 0).ToArray(), TicksOf((1, 1), (66, 2)), "epochs end at their last one");
        CollectionAssert.AreEqual(new[] { "0", "0.2", "0.4", "0.6", "0.8", "1" }, Ticks(new LineChart("t", "x", "y", [new Curve("c", [(0, 1), (1, 2)])])));

        static string[] TicksOf(params (double X, double Y)[] points) => Ticks(new LineChart("t", "x", "y", [new Curve("c", points)]) { XKind = AxisKind.Whole });
        static string[] Ticks(LineChart chart) =>
            [.. Svg(chart.ToHtml()).Elements("text").Where(text => (string?)text.Attribute("class") == "tick" && (string?)text.Attribute("text-anchor") == "middle").Select(text => text.Value)];
    }

    [TestMethod]
    public void ASpreadIsABandUnderTheCurves()
    {
        var html = new LineChart("t", "x", "y", [new Curve("a", [(0, 50), (1, 60)]) { Band = [(0, 40, 60), (1, 55, 120)], Hue = 3 }, new Curve("b", [(0, 10), (1, 20)])]) { YRange = (0, 100) }.ToHtml();
        var elements = Svg(html).Elements().Where(element => (string?)element.Attribute("class") is { } name && (name.StartsWith("band", StringComparison.Ordinal) || name.StartsWith("curve", StringComparison.Ordinal))).ToList();
        CollectionAssert.AreEqual(new[] { "band c3", "curve c3", "curve c1" }, elements.Select(element => (string?)element.Attribute("class")).ToArray());
        // Up along the higher ends and back along the lower ones; 120 percent ends at the axis.
        Assert.AreEqual("62 106.8 514 10 514 118.9 62 155.2", (string?)elements[0].Attribute("points"));
    }

    [TestMethod]
    public void CurvesAreToldApartByTheirMarksToo()
    {
        var html = new LineChart("t", "x", "y", [.. Enumerable.Range(0, 4).Select(i => new Curve($"{i}", [(0, i), (1, i)], CurveKind.Marked))]).ToHtml();
        string[] shapes = [.. Svg(html).Elements().Where(element => element.Element("title") is not null).Select(element => element.Name == "circle" ? "circle" : $"{((string)element.Attribute("points")!).Split(' ').Length / 2} corners").Distinct()];
        CollectionAssert.AreEqual(new[] { "circle", "4 corners", "3 corners" }, shapes);
        Assert.HasCount(5, html.Split("aria-hidden"), "and each name stands beside its mark");
    }

    [TestMethod]
    public void CellsLieAtTheirRowAndColumnAndHaveTips()
    {
        var svg = Svg(Grid.ToHtml());
        CollectionAssert.AreEqual(
            new[] { "h0|74.8|8|112|112|", "h8|130.8|8|56|56|first taken for second", "h32|130.8|64|56|56|second \"right\"" },
            svg.Elements("rect").Take(3).Select(rect => string.Join('|', new[] { "class", "x", "y", "width", "height" }.Select(name => (string?)rect.Attribute(name)).Append(rect.Element("title")?.Value))).ToArray());
    }

    [TestMethod]
    public void AGridHasNumbersNamesAndAScale()
    {
        var svg = Svg(Grid.ToHtml());
        string[] TextsOf(string style) => [.. svg.Elements("text").Where(text => (string?)text.Attribute("class") == style).Select(text => text.Value)];
        CollectionAssert.AreEqual(new[] { "25" }, TextsOf("on-dark"));
        CollectionAssert.AreEqual(new[] { "100" }, TextsOf("on-bright"));
        CollectionAssert.AreEqual(new[] { "first", "first", "second", "second", "0", "50", "100", "percent of the row" }, TextsOf("tick"));
        CollectionAssert.AreEqual(new[] { "predicted class", "true class" }, TextsOf("title"));
        Assert.HasCount(3 + HeatPalette.LastStep + 1, svg.Elements("rect"), "the ground, two cells and the steps of the scale");
        Assert.AreEqual("ground", (string?)Svg((Grid with { Missing = MissingCell.Nothing }).ToHtml()).Element("rect")!.Attribute("class"));
    }

    [TestMethod]
    public void ManyClassesHaveNoNumbersAndThinnedNames()
    {
        string[] names = [.. Enumerable.Range(0, 100).Select(i => $"class-with-a-very-long-name-{i}")];
        var svg = Svg(new HeatGrid("t", names, [(0, 0, 1, "tip")]).ToHtml());
        Assert.IsEmpty(svg.Elements("text").Where(text => ((string)text.Attribute("class")!).StartsWith("on-", StringComparison.Ordinal)));
        var rows = svg.Elements("text").Where(text => (string?)text.Attribute("class") == "tick" && (string?)text.Attribute("x") == "164").ToList();
        Assert.IsInRange(10, 34, rows.Count);
        Assert.AreEqual("class-with-a-very-l\u2026" + names[0], rows[0].Value, "the whole name is the tip");
        double[] places = [.. rows.Select(row => (double)row.Attribute("y")!)];
        Assert.IsTrue(places.Zip(places.Skip(1), (upper, lower) => lower - upper).All(distance => distance >= 12), "no name runs into the next");
    }

    [TestMethod]
    public void NumbersCanBeReadOnEveryStepOfThePalette()
    {
        for (var step = 0; step <= HeatPalette.LastStep; step++)
            Assert.IsGreaterThanOrEqualTo(4.5, Contrast.Between(HeatPalette.Hex(step), HeatGrid.InkOn(step) == "on-dark" ? "#ffffff" : "#000000"), $"step {step}");
    }

    [TestMethod]
    public void EveryOneOfManyCellsHasItsTip()
    {
        var cells = Enumerable.Range(0, 120 * 120).Select(i => (i / 120, i % 120, 0.5, $"{i}")).ToList();
        var tips = Svg(new HeatGrid("t", [.. Enumerable.Range(0, 120).Select(i => $"{i}")], cells).ToHtml()).Elements("rect").Elements("title").Select(tip => tip.Value).ToList();
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
            Assert.IsEmpty(elements.Where(element => element.Name.LocalName is not ("svg" or "path" or "polygon" or "rect" or "circle" or "text" or "title")));
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
