using System.Globalization;
using System.Text;
using System.Xml.Linq;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Experiments;
using CimCil.Galleries;
using CimCil.Networks;
using CimCil.Reporting;
using CimCil.Runs;
using static TorchSharp.torch;

namespace CimCil.Benchmarks;

/// <summary>The figures of docs/how-cim-works.md, as SVG: an exemplar step by step, what a budget holds, and the activation that phi starts from.</summary>
internal static class PageFigures
{
    /// <summary>Texts and axes in a grey that is read on white and on black.</summary>
    private const string Style =
        "text{font:12px system-ui,sans-serif;fill:#7a7a7a}.title{font-size:13px}.grid{stroke:#8883;fill:none}.axis{stroke:#888;fill:none}"
        + ".curve{fill:none;stroke-width:2}.c0{stroke:#3b6fd4}.c1{stroke:#d9822b}.reference{stroke-dasharray:5 4}"
        + ".box{fill:none;stroke:#ff3b30;stroke-width:2}.edge{fill:none;stroke:#8886}";

    /// <summary>Trains phase 0 of Shapes and writes the figures into a folder.</summary>
    public static void Run(string folder)
    {
        Directory.CreateDirectory(folder);
        Write(folder, "how-rational", Rational());
        Write(folder, "how-budget", Budgets());
        Write(folder, "how-exemplar", Exemplar());
    }

    private static void Write(string folder, string name, string svg)
    {
        var path = Path.Combine(folder, name + ".svg");
        File.WriteAllText(path, svg + "\n");
        Console.WriteLine($"{path}: {new FileInfo(path).Length} bytes");
    }

    private static string Rational()
    {
        double[] inputs = [.. Enumerable.Range(-60, 121).Select(i => i / 10.0)];
        using var scope = NewDisposeScope();
        using var activation = new RationalActivation(CPU, ScalarType.Float32);
        float[] outputs;
        using (no_grad())
            outputs = activation.Apply(tensor(inputs).to(ScalarType.Float32), SecondOrder.Exact).data<float>().ToArray();
        return Chart(new LineChart("The rational function that phi starts from, beside ReLU", "input x", "output", [
            new Curve("R(x), before phi has learnt", [.. inputs.Zip(outputs, (x, y) => (x, (double)y))]),
            new Curve("ReLU", [.. inputs.Select(x => (x, Math.Max(0, x)))], CurveKind.Reference),
        ])
        { XMarks = [-6, -3, 0, 3, 6] });
    }

    private static string Budgets()
    {
        const int Side = 1000, Budget = 20;
        Curve CurveOf(double eta) => new($"eta = {eta.ToString(CultureInfo.InvariantCulture)}", [.. Enumerable.Range(0, 101).Select(percent =>
            (percent / 100.0, Budget / BoxCompression.Cost(new Box(0, Side * percent / 100, 0, Side), Side, Side, new CompressionRatios(eta))))]);
        return Chart(new LineChart("Exemplars that 20 image equivalents hold", "share of the image that is in the box", "exemplars", [CurveOf(4), CurveOf(9)]));
    }

    /// <summary>A chart of a report, with its legend inside and colours of its own.</summary>
    private static string Chart(LineChart chart)
    {
        var svg = XElement.Parse(chart.ToHtml()).Descendants("svg").First(svg => svg.Attribute("role")?.Value == "img");
        var width = svg.Attribute("viewBox")!.Value.Split(' ')[2];
        var legend = chart.Curves.Select((curve, i) => new XElement("g",
            new XElement("path", new XAttribute("class", $"curve c{i}{(curve.Kind == CurveKind.Reference ? " reference" : "")}"), new XAttribute("d", $"M96 {28 + (20 * i)}h28")),
            new XElement("text", new XAttribute("x", 132), new XAttribute("y", 32 + (20 * i)), curve.Name)));
        return Standalone(width, svg.Attribute("viewBox")!.Value, chart.Title, [.. svg.Elements().Where(element => element.Name != "title"), .. legend]);
    }

    private static string Exemplar()
    {
        var run = Path.Combine(Directory.CreateTempSubdirectory("cimcil-figures-").FullName, "run");
        try
        {
            var experiment = new Shapes();
            TrainPhase0(experiment, run);
            using var store = ExemplarStore.OpenReadOnly(Path.Combine(run, "memory.db"));
            var originals = experiment.Data.Open().Train.ToDictionary(image => image.Name);
            using var heatmaps = new RunHeatmaps(experiment.Mask.CreatePolicy(), experiment.Data, phase => Path.Combine(run, "weights", $"phase-{phase}-boosted.safetensors"));
            // Of the first exemplars the one whose box is most about its object: the best overlap with the true box.
            var chosen = store.Snapshot.Images.Where(image => image.Entry.Rank < 5).MaxBy(image => Overlap(image.Entry.Box, originals[image.Name].TrueBox!.Value))!;
            return Draw(chosen, originals[chosen.Name], heatmaps.Of(chosen.Entry, originals[chosen.Name])!, ((CimMask)experiment.Mask).Threshold);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(run)!, recursive: true);
        }
    }

    private static void TrainPhase0(Experiment experiment, string run)
    {
        using var stop = new CancellationTokenSource();
        try
        {
            ExperimentRunner.Run(experiment, new RunOptions { OutputFolder = run, Device = "cpu", TensorBoard = TensorBoardEvents.Off }, new UntilPhase1(stop), stop.Token);
        }
        catch (OperationCanceledException)
        {
            // As was asked for: the folder has what phase 0 left.
        }
    }

    private static double Overlap(Box found, Box truth)
    {
        var both = found.Intersect(truth).Area;
        return (double)both / (found.Area + truth.Area - both);
    }

    private static string Draw(ExemplarImage exemplar, DatasetImage original, float[] heatmap, double threshold)
    {
        const int Panel = 128, Gap = 14, Caption = 40;
        var (image, entry) = (original.Load(), exemplar.Entry);
        var mask = new RgbImage(image.Height, image.Width, [.. heatmap.SelectMany(heat => Enumerable.Repeat((byte)(heat > threshold ? 255 : 0), 3))]);
        var share = entry.Box.ShareOf(entry.Height, entry.Width);
        (RgbImage Image, bool HasBox, string First, string Second)[] panels =
        [
            (image, false, "the image", $"{entry.Width} x {entry.Height}, {entry.ClassName}"),
            (HeatPalette.Overlay(image, (row, column) => heatmap[(row * image.Width) + column]), false, "heatmap", "of its own class"),
            (mask, false, "mask", Text($"above tau = {threshold}")),
            (image, true, "box", Text($"{share:P0} of the image")),
            (exemplar.Load(), false, "exemplar", Text($"eta = {entry.Ratios.Background}, cost {entry.Cost:0.00}")),
        ];
        var content = new List<XElement>();
        foreach (var (i, (picture, hasBox, first, second)) in panels.Index())
        {
            var (x, scale) = (i * (Panel + Gap), (double)Panel / picture.Width);
            content.Add(new XElement("image", new XAttribute("x", x), new XAttribute("y", 0), new XAttribute("width", Panel), new XAttribute("height", Panel),
                new XAttribute("style", "image-rendering:pixelated"), new XAttribute("href", $"data:image/png;base64,{Convert.ToBase64String(ImageCodec.EncodePng(picture))}")));
            content.Add(Rectangle("edge", x, 0, Panel, Panel));
            if (hasBox)
                content.Add(Rectangle("box", x + (scale * entry.Box.Left), scale * entry.Box.Top, scale * entry.Box.Width, scale * entry.Box.Height));
            content.Add(Label("title", x, Panel + 18, first));
            content.Add(Label("tick", x, Panel + 34, second));
        }
        var width = (panels.Length * (Panel + Gap)) - Gap;
        return Standalone(Text($"{width}"), Text($"0 0 {width} {Panel + Caption}"), "From an image to an exemplar", content);
    }

    private static XElement Rectangle(string style, double x, double y, double width, double height) => new("rect",
        new XAttribute("class", style), new XAttribute("x", Text($"{x}")), new XAttribute("y", Text($"{y}")), new XAttribute("width", Text($"{width}")), new XAttribute("height", Text($"{height}")));

    private static XElement Label(string style, double x, double y, string text) =>
        new("text", new XAttribute("class", style), new XAttribute("x", Text($"{x}")), new XAttribute("y", Text($"{y}")), text);

    private static string Standalone(string width, string viewBox, string title, IEnumerable<XElement> content)
    {
        var text = new StringBuilder($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" viewBox=\"{viewBox}\" role=\"img\"><title>{title}</title><style>{Style}</style>");
        foreach (var element in content)
            text.Append(element.ToString(SaveOptions.DisableFormatting));
        return text.Append("</svg>").ToString();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class UntilPhase1(CancellationTokenSource stop) : RunProgress
    {
        public override void PhaseFinished(PhaseResult result) => stop.Cancel();
    }
}
