using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace CimCil.Cli.Tests;

/// <summary><c>cimcil report</c> and <c>cimcil compare</c> on small finished runs, and the report in a real browser.</summary>
[TestClass]
public sealed class ReportTests
{
    /// <summary>The classes of the shapes and texts of a chart whose paint is not the page's variable for them.</summary>
    private const string ColorsThatAreNotThePages = """
        svg => {
            const probe = document.body.appendChild(document.createElement('i'));
            const color = name => { probe.style.color = `var(--${name})`; return getComputedStyle(probe).color; };
            const names = { axis: 'soft', grid: 'line', tick: 'soft', title: 'soft' };
            const wrong = [...svg.querySelectorAll('path, circle, polygon, text')].filter(e => {
                const style = getComputedStyle(e), hue = [...e.classList].find(c => /^c[0-7]$/.test(c));
                return (e.tagName === 'path' ? style.stroke : style.fill) !== color(hue ?? names[e.classList[0]]);
            });
            probe.remove();
            return wrong.map(e => e.getAttribute('class')).join();
        }
        """;

    private static string _folder = "";

    [ClassInitialize]
    public static void RunTwice(TestContext _)
    {
        _folder = Directory.CreateTempSubdirectory("cimcil-report-").FullName;
        foreach (var seed in new[] { "1", "2" })
        {
            var run = Invocation.Of(_folder, ["run", "shapes", "--seed", seed, "--device", "cpu", "--workers", "1", "--out", seed, .. RunTests.Tiny.SelectMany(setting => new[] { "--set", setting })]);
            Assert.AreEqual(0, run.ExitCode, run.Error);
        }
        var report = Invocation.Of(_folder, "report", "1");
        Assert.AreEqual(0, report.ExitCode, report.Error);
        StringAssert.Contains(report.Output, "report.html");
    }

    [ClassCleanup]
    public static void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void EveryTableIsThereAsCsvAndMarkdown()
    {
        foreach (var table in new[] { "accuracy", "headlines", "memory", "matrix-boosted", "confusions-boosted", "classes", "timings", "activations", "configuration", "machine" })
        {
            Assert.IsTrue(File.Exists(In("1", "tables", $"{table}.csv")), table);
            StringAssert.StartsWith(File.ReadAllText(In("1", "tables", $"{table}.md")), "### ");
        }
        var line = File.ReadAllLines(In("1", "tables", "accuracy.csv"))[1].Split(',');
        Assert.AreEqual(Fixed(Results().GetProperty("phases")[0].GetProperty("boosted").GetProperty("top1").GetDouble()), line[2]);
        Assert.IsLessThan(5 << 20, new FileInfo(In("1", "report.html")).Length);
    }

    [TestMethod]
    public void AComparisonIsOneDocumentToo()
    {
        var compare = Invocation.Of(_folder, "compare", "1", "2", "--json");
        Assert.AreEqual((0, ""), (compare.ExitCode, compare.Error));
        var document = JsonDocument.Parse(compare.Output).RootElement;
        var first = document.GetProperty("runs")[0];
        Assert.AreEqual(Results().GetProperty("average").GetProperty("boosted").GetDouble(), first.GetProperty("networks")[0].GetProperty("average").GetDouble());
        Assert.AreEqual(Results().GetProperty("phases")[1].GetProperty("boosted").GetProperty("old").GetDouble(), first.GetProperty("phases")[1].GetProperty("scores")[0].GetProperty("old").GetDouble());
        Assert.AreEqual(JsonValueKind.Null, first.GetProperty("phases")[0].GetProperty("scores")[0].GetProperty("old").ValueKind);
        var row = document.GetProperty("rows")[0];
        Assert.AreEqual("[1,2]", JsonSerializer.Serialize(row.GetProperty("seeds")));
        Assert.AreEqual(first.GetProperty("networks")[0].GetProperty("last").GetDouble(), row.GetProperty("last")[0].GetDouble());
        var tables = document.GetProperty("tables").EnumerateArray().Select(table => table.GetProperty("name").GetString()).ToArray();
        CollectionAssert.AreEqual(new[] { "figures", "accuracy", "settings", "differences", "runs" }, tables);
    }

    /// <summary>Few columns, and those of the figures alone that most want to know; below a hundred columns a row that does not fit is a block.</summary>
    [TestMethod]
    public void AComparisonFitsTheScreen()
    {
        foreach (var (width, option) in new[] { (60, ""), (80, ""), (80, "--wide"), (120, "") })
        {
            var compare = Invocation.Of(_folder, new() { ["COLUMNS"] = $"{width}" }, [.. new[] { "compare", "1", "2", option }.Where(word => word.Length > 0)]);
            Assert.AreEqual(0, compare.ExitCode, compare.Error);
            foreach (var line in compare.Output.Split('\n').Where(line => !line.Contains(_folder, StringComparison.Ordinal)))
                Assert.IsLessThanOrEqualTo(width, line.Length, line);
            Assert.AreEqual(option.Length > 0, compare.Output.Contains("forgetting, points", StringComparison.Ordinal), compare.Output);
            foreach (var folder in new[] { "1", "2" })
                StringAssert.Contains(compare.Output, Path.Combine(_folder, folder));
        }
    }

    [TestMethod]
    public async Task TheReportIsWholeInARealBrowser()
    {
        var browserPath = Chromium.Require();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.StartAsync(playwright, browserPath);
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            var page = await browser.NewPageAsync(new BrowserNewPageOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = 1280, Height = 900 } });
            var (complaints, requests) = (new List<string>(), new List<string>());
            page.Console += (_, message) => complaints.Add($"{message.Type}: {message.Text}");
            page.PageError += (_, error) => complaints.Add(error);
            page.Request += (_, request) => requests.Add(request.Url);
            var address = new Uri(In("1", "report.html")).AbsoluteUri;
            await page.GotoAsync(address);
            await CheckTablesAsync(page);
            await CheckFiguresAsync(page);
            await CheckGalleryAsync(page);
            await CheckKeyboardAsync(page);
            Assert.AreEqual(scheme == ColorScheme.Dark, await page.EvaluateAsync<bool>("getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)'"));
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
            await CheckFiguresAsync(page);
            Assert.AreEqual("rgb(255, 255, 255)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"), "paper is white");
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Screen });
            if (Environment.GetEnvironmentVariable("CIMCIL_SCREENSHOTS") is { Length: > 0 } screenshots)
            {
                foreach (var section in await page.Locator("main > section").AllAsync())
                    await section.ScreenshotAsync(new LocatorScreenshotOptions { Path = Path.Combine(screenshots, $"{scheme}-{await section.GetAttributeAsync("aria-labelledby")}.png") });
            }
            Assert.IsEmpty(complaints, string.Join('\n', complaints));
            Assert.IsEmpty(requests.Where(url => url != address && !url.StartsWith("data:", StringComparison.Ordinal)).ToArray());
            await page.CloseAsync();
        }
    }

    [TestMethod]
    public void TensorBoardGetsCurvesImagesAndHistograms()
    {
        var events = Encoding.Latin1.GetString(File.ReadAllBytes(Directory.GetFiles(In("1", "tensorboard")).Single()));
        foreach (var tag in new[] { "first/loss", "boosting/mask.outer", "phase/boosted top-1", "masks/", "phi/" })
            StringAssert.Contains(events, tag);
    }

    [TestMethod]
    public void RunsAreComparedOverTheirSeeds()
    {
        var compared = Invocation.Of(_folder, "compare", "1", "2", "--out", "both");
        Assert.AreEqual(0, compared.ExitCode, compared.Error);
        double[] averages = [.. new[] { "1", "2" }.Select(run => Results(run).GetProperty("average").GetProperty("boosted").GetDouble())];
        var (mean, spread) = (averages.Average(), Math.Abs(averages[0] - averages[1]) / Math.Sqrt(2));
        StringAssert.Contains(compared.Output, $"{Fixed(mean)} ± {Fixed(spread)}");
        StringAssert.Contains(compared.Output, "1, 2");
        Assert.IsTrue(File.Exists(In("both", "compare.html")));
        StringAssert.Contains(File.ReadAllText(In("both", "tables", "figures.csv")), "shapes,boosted,\"1, 2\"");
    }

    [TestMethod]
    [DataRow("report nowhere", "nowhere does not exist")]
    [DataRow("compare nowhere", "nowhere does not exist")]
    [DataRow("compare", "RUN")]
    [DataRow("compare 1 2 1", "named twice")]
    [DataRow("export 1 --network wrong --out w.onnx", "it has boosted, compressed.")]
    public void AMistakeIsNamed(string arguments, string words)
    {
        var failure = Invocation.Of(_folder, arguments.Split(' '));
        Assert.AreEqual(2, failure.ExitCode, failure.Output);
        StringAssert.Contains(failure.Error, words);
    }

    private static async Task CheckTablesAsync(IPage page)
    {
        Assert.AreEqual("FOSTER + CIM on procedural shapes; minutes on a CPU", await page.InnerTextAsync("header > .lead"), "the experiment's summary");
        foreach (var phase in Results().GetProperty("phases").EnumerateArray())
        {
            var cells = await page.Locator($"#table-accuracy tbody tr:nth-child({phase.GetProperty("phase").GetInt32() + 1}) td").AllInnerTextsAsync();
            var expected = new List<string> { $"{phase.GetProperty("classesSeen").GetInt32()}" };
            foreach (var network in new[] { "boosted", "compressed" })
            {
                foreach (var figure in new[] { "top1", "top5", "old", "new" })
                    expected.Add(phase.GetProperty(network).GetProperty(figure) is { ValueKind: JsonValueKind.Number } value ? Fixed(value.GetDouble()) : "-");
            }
            CollectionAssert.AreEqual(expected, cells.ToArray());
        }
        var headlines = await page.Locator("#table-headlines tbody tr:nth-child(2) td").AllInnerTextsAsync();
        CollectionAssert.AreEqual(new[] { "average", "last", "forgetting" }.Select(name => Fixed(Results().GetProperty(name).GetProperty("compressed").GetDouble())).ToArray(), headlines.ToArray());
    }

    private static async Task CheckFiguresAsync(IPage page)
    {
        var charts = page.Locator("figure.chart > svg");
        Assert.AreEqual(7, await charts.CountAsync(), "accuracy, memory, exemplars, losses, training accuracy, mask losses, activations");
        foreach (var chart in await charts.AllAsync())
        {
            var (box, label) = (await chart.BoundingBoxAsync(), await chart.GetAttributeAsync("aria-label"));
            Assert.IsTrue(box is { Width: > 200, Height: > 100 }, label);
            Assert.IsTrue(await chart.EvaluateAsync<bool>("svg => [...svg.querySelectorAll('path.curve')].every(p => p.getTotalLength() > 0 && getComputedStyle(p).stroke !== 'none')"), label);
            Assert.IsTrue(await chart.EvaluateAsync<bool>("svg => [...svg.querySelectorAll('text')].every(t => { const b = t.getBBox(); return b.width > 0 && !/NaN/.test(t.textContent); })"), label);
            Assert.IsTrue(await chart.EvaluateAsync<bool>(
                "svg => { const s = svg.getBoundingClientRect(); return [...svg.querySelectorAll('text')].every(t => { const b = t.getBoundingClientRect(); return b.left >= s.left && b.right <= s.right && b.top >= s.top && b.bottom <= s.bottom; }); }"),
                $"{label}: no text is cut off");
            Assert.AreEqual("", await chart.EvaluateAsync<string>(ColorsThatAreNotThePages), label);
        }
        Assert.IsTrue(await page.EvaluateAsync<bool>("(ids => new Set(ids).size === ids.length)([...document.querySelectorAll('[id]')].map(e => e.id))"));
        Assert.AreEqual(4, await page.Locator(".pair figure.grid svg").CountAsync(), "an accuracy and a confusion matrix for each network, side by side");
        Assert.IsTrue(await page.EvaluateAsync<bool>("(tops => tops.length === 4 && tops[0] === tops[1] && tops[2] === tops[3])([...document.querySelectorAll('.pair figure.grid')].map(e => e.getBoundingClientRect().top).sort((a, b) => a - b))"));
    }

    /// <summary>Opening a pipe waits for someone who writes, and nobody does.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [Timeout(240_000)]
    public void APipeAmongTheFilesOfARunIsNotWaitedFor()
    {
        foreach (var (file, command, words) in new[]
        {
            ("manifest.json", "report", "manifest.json is not what a run wrote"),
            ("config.json", "compare", "config.json is not what a run wrote"),
            ("config.json", "export", "config.json is not what a run of this program wrote"),
            ("results.json", "report", "results.json is not what a run wrote"),
            ("results.json", "export", "results.json is not what a run wrote"),
            ("gallery/phase-0.json", "report", "phase-0.json is not what a run wrote"),
        })
        {
            var (path, kept) = (In("2", file), In("kept"));
            File.Move(path, kept);
            using (var made = System.Diagnostics.Process.Start("mkfifo", [path]))
                made.WaitForExit();
            var invocation = Invocation.Of(_folder, command == "compare" ? ["compare", "1", "2"] : [command, "2"]);
            File.Move(kept, path, overwrite: true);
            Assert.AreEqual(2, invocation.ExitCode, file + invocation.Error);
            Assert.Contains(words, invocation.Error, file);
        }
    }

    /// <summary>Of every phase alike: a file that is cut off is named and an error, and files that are gone are one warning.</summary>
    [TestMethod]
    public void ADamagedRunIsToldFileByFile()
    {
        foreach (var file in new[] { "gallery/phase-1.json", "evaluation/phase-0.json", "evaluation/phase-1.json", "metrics.jsonl" })
        {
            var (path, whole) = (In("2", file), File.ReadAllText(In("2", file)));
            File.WriteAllText(path, whole[..(whole.Length / 2)] + "{\n");
            var cut = Invocation.Of(_folder, "report", "2", "--out", "damaged");
            File.WriteAllText(path, whole);
            Assert.AreEqual(2, cut.ExitCode, file);
            Assert.Contains($"{path} is not what a run wrote", cut.Error, file);
        }
        var metrics = File.ReadAllText(In("2", "metrics.jsonl"));
        foreach (var folder in new[] { "evaluation", "gallery", "weights" })
            Directory.Move(In("2", folder), In($"kept-{folder}"));
        File.WriteAllText(In("2", "metrics.jsonl"), "");
        var report = Invocation.Of(_folder, "report", "2", "--out", "damaged");
        File.WriteAllText(In("2", "metrics.jsonl"), metrics);
        foreach (var folder in new[] { "evaluation", "gallery", "weights" })
            Directory.Move(In($"kept-{folder}"), In("2", folder));
        Assert.AreEqual(0, report.ExitCode, report.Error);
        Assert.Contains("Warning: ", report.Output);
        foreach (var words in new[] { $"lacks files of finished phases: {Path.Combine("evaluation", "phase-0.json")}, ", "The page therefore has no confusions and classes, no images of exemplars, no learned activations, no training curves and times", "put them back" })
        {
            Assert.Contains(words, report.Output);
            Assert.Contains(words, File.ReadAllText(In("damaged", "report.html")));
        }
        Assert.DoesNotContain("Warning: ", Invocation.Of(_folder, "report", "2", "--out", "damaged").Output);
    }

    /// <summary>Nothing is printed before the place is known to be good, and no run's own tables are replaced.</summary>
    [TestMethod]
    [DataRow("compare 1 2 --out 1", "1 is the folder of a run")]
    [DataRow("compare 1 2 --out 2/", "2/ is the folder of a run")]
    [DataRow("report 1 --out 2", "2 is the folder of a run")]
    [DataRow("compare 1 2 --out of-a-sweep", "of-a-sweep is the folder of a sweep")]
    [DataRow("compare 1 2 --out file.py", "file.py is a file, and a report needs a folder")]
    [DataRow("report 1 --out file.py/below", "file.py is a file, and a report needs a folder")]
    public void AReportReplacesNothing(string arguments, string words)
    {
        File.WriteAllText(In("file.py"), "");
        Directory.CreateDirectory(In("of-a-sweep"));
        File.WriteAllText(In("of-a-sweep", "sweep.json"), "{}");
        var before = File.ReadAllBytes(In("1", "tables", "accuracy.csv"));
        var refused = Invocation.Of(_folder, arguments.Split(' '));
        Assert.AreEqual((2, ""), (refused.ExitCode, refused.Output), refused.Error);
        Assert.Contains(words, refused.Error);
        Assert.Contains("--out DIR", refused.Error);
        CollectionAssert.AreEqual(before, File.ReadAllBytes(In("1", "tables", "accuracy.csv")));
    }

    [TestMethod]
    public void HalfARunAndARunOfAnotherProgramAreNamed()
    {
        Check("config.json", _ => null, ["compare", "1", "2"], "config.json is missing, or not what a run wrote");
        Check("config.json", _ => "[]", ["report", "2"], "config.json is missing, or not what a run wrote");
        Check("results.json", _ => null, ["report", "2"], "results.json is missing, or not what a run wrote");
        Check("results.json", results => ReplaceLast(results, "\"boosted\": {", "\"bolstered\": {"), ["compare", "1", "2"], "has the networks boosted, compressed in phase 0, and bolstered, compressed in phase");
        Check("results.json", results => ReplaceLast(results, "\"top1\": ", "\"top1\": \"NaN\", \"was\": "), ["report", "2"], "results.json is not what a run wrote");
        Check("config.json", config => config.Replace("\"asEnlarged\"", "\"centred\"", StringComparison.Ordinal), ["export", "2", "--out", "x.onnx"], "config.json is not the configuration that the run began with");
        Check("config.json", config => config.Replace("\"experiment\": \"shapes\"", "\"experiment\": \"mine\"", StringComparison.Ordinal), ["export", "2", "--out", "x.onnx"], "is a run of mine, an experiment that this program does not have");

        static string ReplaceLast(string text, string before, string after) => text.LastIndexOf(before, StringComparison.Ordinal) is var at ? text[..at] + after + text[(at + before.Length)..] : text;

        void Check(string file, Func<string, string?> change, string[] command, string words)
        {
            var before = File.ReadAllText(In("2", file));
            File.Delete(In("2", file));
            if (change(before) is { } after)
                File.WriteAllText(In("2", file), after);
            var invocation = Invocation.Of(_folder, command);
            File.WriteAllText(In("2", file), before);
            Assert.AreEqual(2, invocation.ExitCode, invocation.Error);
            Assert.Contains(words, invocation.Error);
        }
    }

    /// <summary>Under another name it would count as a second run of its seed.</summary>
    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [DataRow("./1/")]
    [DataRow("link")]
    public void ARunIsNotComparedWithItself(string other)
    {
        Directory.CreateSymbolicLink(In("link"), In("1"));
        var compare = Invocation.Of(_folder, "compare", "1", other);
        Directory.Delete(In("link"));
        Assert.AreEqual(2, compare.ExitCode, compare.Error);
        Assert.Contains("is named twice", compare.Error);
    }

    private static async Task CheckGalleryAsync(IPage page)
    {
        Assert.AreEqual(10, await page.Locator("section.class").CountAsync(), "a gallery for each class");
        var images = page.Locator("figure.exemplar image, figure.exemplar img");
        Assert.IsGreaterThan(30, await images.CountAsync(), "image, heatmap and stored exemplar of each");
        Assert.IsTrue(await page.EvaluateAsync<bool>(
            "Promise.all([...document.querySelectorAll('figure.exemplar image, figure.exemplar img')].map(i => { const image = new Image(); image.src = i.getAttribute('href') ?? i.src; return image.decode().then(() => image.naturalWidth > 0); })).then(all => all.every(Boolean))"));
        Assert.IsGreaterThan(0, await page.Locator("rect.box").CountAsync());
        Assert.IsGreaterThan(0, await page.Locator("rect.truth").CountAsync());
    }

    /// <summary>The first stop of the keyboard skips to the content; every figure has a name for a screen reader, every table a caption and heads.</summary>
    private static async Task CheckKeyboardAsync(IPage page)
    {
        await page.Keyboard.PressAsync("Tab");
        Assert.AreEqual("Skip to the content", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.Keyboard.PressAsync("Enter");
        Assert.AreEqual("main", await page.EvaluateAsync<string>("document.activeElement.id"));
        Assert.IsTrue(await page.EvaluateAsync<bool>("[...document.querySelectorAll('svg[role=img]')].every(s => s.getAttribute('aria-label') && s.firstElementChild.tagName === 'title')"));
        Assert.IsTrue(await page.EvaluateAsync<bool>("[...document.querySelectorAll('table')].every(t => t.caption && t.querySelector('th[scope=col]') && t.querySelector('tbody th[scope^=row]'))"));
    }

    private static JsonElement Results(string run = "1")
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(In(run, "results.json")));
        return document.RootElement.Clone();
    }

    private static string Fixed(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    private static string In(params string[] parts) => Path.Combine([_folder, .. parts]);
}
