using CimCil.Data;
using CimCil.Reporting;

namespace CimCil.Tests.Reporting;

/// <summary>What all pages share: colours that can be read, tables aligned after what they hold, and names that say what differs.</summary>
[TestClass]
public sealed class ReportLookTests
{
    [TestMethod]
    public void TextCanBeReadInEveryScheme()
    {
        foreach (var (scheme, colors) in new[] { ("light", ReportColors.Light), ("dark", ReportColors.Dark), ("print", ReportColors.Print) })
        {
            foreach (var ground in new[] { colors.Ground, colors.Panel })
            {
                foreach (var text in colors.Hues.Concat([colors.Ink, colors.Soft]))
                    Assert.IsGreaterThanOrEqualTo(4.5, Contrast.Between(text, ground), $"{text} on {ground}, {scheme}");
            }
        }
        Assert.AreEqual(21, Contrast.Between("#000000", "#ffffff"), 1e-9);
        Assert.AreEqual(4.54, Contrast.Between("#767676", "#ffffff"), 0.005, "the grey that WCAG names");
    }

    [TestMethod]
    public void TheStyleSheetHasEveryColourOfBothSchemes()
    {
        foreach (var color in new[] { ReportColors.Light, ReportColors.Dark, ReportColors.Print }.SelectMany(colors => colors.Hues.Concat([colors.Ground, colors.Panel, colors.Ink, colors.Soft, colors.Line])))
            StringAssert.Contains(ReportStyle.Css, color);
        for (var step = 0; step <= HeatPalette.LastStep; step++)
        {
            StringAssert.Contains(ReportStyle.Css, $".h{step} {{ fill: {HeatPalette.Hex(step)}; }}");
            StringAssert.Contains(ReportStyle.Css, $".o{step} {{ fill: {HeatPalette.HexOverGrey(step)}; }}");
        }
        Assert.HasCount(ReportStyle.Css.Split('{').Length, ReportStyle.Css.Split('}'));
    }

    [TestMethod]
    public void NumbersAreAlignedRightAndTextLeft()
    {
        var table = new ReportTable("t", "title", ["class", "label", "spread", "share", "words", "none", "empty"], [["a", "1", "1.50 ± 0.20", "9 %", "7 of 8", "-", ""], ["b", "1,234", "-", "-", "-", "-", ""]]);
        CollectionAssert.AreEqual(new[] { false, true, true, true, false, true, false }, Enumerable.Range(0, 7).Select(table.HasNumbers).ToArray());
        var html = table.ToHtml();
        StringAssert.Contains(html, "<th scope=\"row\" class=\"short\">a</th><td class=\"n\">1</td><td class=\"n\">1.50 &#177; 0.20</td><td class=\"n\">9 %</td><td class=\"short\">7 of 8</td>");
        StringAssert.Contains(html, "<th scope=\"col\" class=\"n\">label</th>");
        StringAssert.Contains(table.ToMarkdown(), "| --- | ---: | ---: | ---: | --- | ---: | --- |");
    }

    [TestMethod]
    public void ANameStandsOnceForItsRowsAndLongOnesAreBroken()
    {
        var html = new ReportTable("t", "title", ["run", "network"], [["a", "one"], ["a", new string('x', 30)], ["b", "one"], ["a", "one"]]).ToHtml();
        StringAssert.Contains(
            html,
            $"<tbody><tr><th scope=\"rowgroup\" rowspan=\"2\" class=\"short\">a</th><td class=\"long\">one</td></tr><tr><td class=\"long\">{new string('x', 30)}</td></tr>"
            + "<tr><th scope=\"row\" class=\"short\">b</th><td class=\"long\">one</td></tr><tr><th scope=\"row\" class=\"short\">a</th><td class=\"long\">one</td></tr></tbody>");
    }

    /// <summary>On a telephone there is no room for the whole of mask.compressionRatio beside its values.</summary>
    [TestMethod]
    public void PathsOfSettingsBreakBehindDotsAlone()
    {
        Assert.AreEqual("<span class=\"name\">mask.</span><wbr><span class=\"name\">compressionRatio</span>=4", PageText.HtmlOfNames("mask.compressionRatio=4"));
        Assert.AreEqual("a <span class=\"name\">full-images</span> b", PageText.HtmlOfNames("a full-images b"));
        Assert.AreEqual("52.00 &#177; 2.83 of 0.107.0", PageText.HtmlOfNames("52.00 ± 2.83 of 0.107.0"));
    }

    [TestMethod]
    public void ATileHasItsNumberLargeAndTheRestSmall()
    {
        var html = new PageHead("sweep", "t", "") { Cards = [("runs", "9 of 12"), ("budget", "88.3 %"), ("state", "not yet"), ("time", "0:05")] }.ToHtml();
        foreach (var value in new[] { "<dd>9 <small>of 12</small></dd>", "<dd>88.3 <small>%</small></dd>", "<dd>not yet</dd>", "<dd>0:05</dd>" })
            StringAssert.Contains(html, value);
    }

    [TestMethod]
    public void AnAxisOfPercentsHoldsWhatIsShown()
    {
        Assert.AreEqual((70, 100), ChartAxis.PercentsAround([71.5, 94.5]));
        Assert.AreEqual((80, 100), ChartAxis.PercentsAround([99.9]));
        Assert.AreEqual((0, 20), ChartAxis.PercentsAround([0, 3]));
        Assert.AreEqual((0, 100), ChartAxis.PercentsAround([double.NaN]));
    }

    [TestMethod]
    public void WordsThatColumnsShareStandOnceAboveThem()
    {
        var html = new ReportTable("t", "title", ["phase", "boosted top-1", "boosted old", "compressed top-1", "boost"], [["0", "1", "2", "3", "4"]]) { Groups = ["boosted", "compressed"] }.ToHtml();
        StringAssert.Contains(
            html,
            "<thead><tr><th scope=\"col\" rowspan=\"2\" class=\"n\">phase</th><th scope=\"colgroup\" class=\"group first\" colspan=\"2\">boosted</th>"
            + "<th scope=\"colgroup\" class=\"group first\" colspan=\"1\">compressed</th><th scope=\"col\" rowspan=\"2\" class=\"n\">boost</th></tr>"
            + "<tr><th scope=\"col\" class=\"n first\">top-1</th><th scope=\"col\" class=\"n\">old</th><th scope=\"col\" class=\"n first\">top-1</th></tr></thead>");
        StringAssert.Contains(html, "<td class=\"n first\">1</td><td class=\"n\">2</td><td class=\"n first\">3</td><td class=\"n\">4</td>");
    }

    [TestMethod]
    public void GroupsAreNamedByWhatDiffersBetweenThem()
    {
        AssertNames(["shapes", "shapes-full-images"], ("shapes", "a=1"), ("shapes-full-images", "a=2"));
        AssertNames(["shapes, mask.threshold 0.5", "shapes, mask.threshold 0.6", "other"], ("shapes", "mask.threshold=0.5 b=1"), ("shapes", "mask.threshold=0.6 b=1"), ("other", "mask.threshold=0.7"));
        AssertNames(["s, a 1, b 1", "s, a 1, b 2", "s, a 2, b 1"], ("s", "a=1 b=1"), ("s", "a=1 b=2"), ("s", "a=2 b=1"));
        // Too many to name: the section decides.
        AssertNames(["s, mask.kind cim", "s, mask.kind full-images"], ("s", "a=1 b=1 c=1 mask.kind=cim d=1"), ("s", "a=2 b=2 c=2 mask.kind=full-images"));
        AssertNames(["s, mask.kind cim, a 1", "s, mask.kind cim, a 2", "s, mask.kind none, a 2"], ("s", "a=1 b=1 c=1 mask.kind=cim"), ("s", "a=2 b=2 c=2 mask.kind=cim"), ("s", "a=2 b=2 c=2 mask.kind=none"));
        AssertNames(["s (1)", "s (2)"], ("s", "a=1"), ("s", "a=1"));
        AssertNames([$"s, a {new string('x', 23)}…", "s, a 1"], ("s", $"a={new string('x', 40)}"), ("s", "a=1"));

        static void AssertNames(string[] expected, params (string Experiment, string Traits)[] kinds) => CollectionAssert.AreEqual(
            expected,
            GroupNames.Of([.. kinds.Select(kind => (kind.Experiment, (IReadOnlyList<KeyValuePair<string, string>>)[.. kind.Traits.Split(' ').Select(trait => new KeyValuePair<string, string>(trait.Split('=')[0], trait.Split('=')[1]))]))]).ToArray());
    }

    [TestMethod]
    public void WhatIsKeptOfAnExemplarIsSaid()
    {
        Assert.AreEqual("the box, 25 %, at full size; the rest at 1/9 of its pixels", ExemplarFigure.KeptOf(new Box(0, 5, 0, 5), 10, 10, new CompressionRatios(9)));
        Assert.AreEqual("the box, 25 %, at 1/4 of its pixels; the rest at full size", ExemplarFigure.KeptOf(new Box(0, 5, 0, 5), 10, 10, new CompressionRatios(1, 4)));
        Assert.AreEqual("the whole image at full size", ExemplarFigure.KeptOf(Box.Whole(10, 10), 10, 10, new CompressionRatios(9)));
        Assert.AreEqual("no box, the whole image at 1/2.5 of its pixels", ExemplarFigure.KeptOf(Box.Empty, 10, 10, new CompressionRatios(2.5)));
        Assert.AreEqual("the box, 25 % of the image", ExemplarFigure.KeptOf(new Box(0, 5, 0, 5), 10, 10, null));
        Assert.AreEqual("the whole image", ExemplarFigure.KeptOf(Box.Whole(10, 10), 10, 10, null));
    }
}
