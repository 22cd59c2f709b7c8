// The pictures of docs/images: every page in light and dark, and what a terminal of 80 columns shows, of real short runs.
//
//   dotnet run tests/Pictures.cs [-- FOLDER]
//
// Needs Chromium (or CIMCIL_CHROMIUM) and the command 'script' of util-linux, so it runs on Linux. The runs, the model and the pages go to
// FOLDER (runs/pictures unless given); a run that has finished there is not repeated, what it wrote to the terminal is kept. About ten
// minutes on 2 cores, two once the runs are there.
#:package Microsoft.Playwright
#:property PublishAot=false
#:property SharedFiles=Programs/RootFolder.cs
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

const int Columns = 80, DeskWidth = 1180, DeskHeight = 1320;
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (!RootFolder.IsHere())
    return 2;
var chromium = Environment.GetEnvironmentVariable("CIMCIL_CHROMIUM")
    ?? (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
if (chromium is null)
{
    Console.Error.WriteLine("No Chromium: install it (Debian: apt-get install chromium), or name one with CIMCIL_CHROMIUM.");
    return 2;
}
var folder = Path.GetFullPath(args.Length > 0 ? args[0] : Path.Combine("runs", "pictures"));
var images = Path.GetFullPath(Path.Combine("docs", "images"));
var program = Path.GetFullPath(Path.Combine("src", "CimCil.Cli", "bin", "Release", "net10.0", "cimcil.dll"));
Directory.CreateDirectory(folder);
Directory.CreateDirectory(images);
if (Run("dotnet", ["build", "-c", "Release", "src/CimCil.Cli", "--nologo", "-v", "quiet"], Environment.CurrentDirectory) != 0)
    return 1;

string[] shorter = ["--set", "training.firstPhase.epochs=20", "--set", "training.laterPhases.epochs=8", "--set", "learner.compression.epochs=8"];
(string Name, string[] Settings)[] runs =
[
    ("shapes-1", ["--seed", "1"]), ("shapes-2", ["--seed", "2"]),
    ("shapes-whole-1", ["--seed", "1", "--set", "mask.kind=full-images"]),
];
foreach (var (name, settings) in runs)
{
    if (!IsFinished(name))
    {
        Console.WriteLine($"Running {name}.");
        if (Directory.Exists(Path.Combine(folder, name)))
            Directory.Delete(Path.Combine(folder, name), recursive: true);
        // What a run writes to the terminal is a picture too.
        File.WriteAllText(Path.Combine(folder, $"{name}.txt"), InTerminal(["run", "shapes", "--out", name, .. settings, .. shorter]));
        if (!IsFinished(name))
            return Failed($"The run {name} did not finish: see {folder}/{name}.txt.");
    }
}
string[] names = [.. runs.Select(run => run.Name)];
foreach (var command in new string[][]
{
    ["report", "shapes-1"], ["compare", .. names, "--out", "compared"], ["memory", "gallery", "shapes-1", "--out", "memory.html", "--per-class", "4"],
    ["export", "shapes-1", "--out", "mask.onnx", "--force"],
})
{
    if (Run("dotnet", [program, .. command], folder) != 0)
        return 1;
}
foreach (var made in new[] { "photos", "masks" }.Select(name => Path.Combine(folder, name)).Where(Directory.Exists))
    Directory.Delete(made, recursive: true);
// The exemplars of the run that kept whole images are photographs for the mask model.
if (Run("dotnet", [program, "memory", "extract", "shapes-whole-1", "--out", "photos"], folder) != 0
    || Run("dotnet", [program, "mask", "--model", "mask.onnx", "--images", "photos", "--out", "masks", "--overlay"], folder) != 0)
    return 1;

using var playwright = await Playwright.CreateAsync();
await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = chromium, Args = ["--no-sandbox", "--hide-scrollbars", "--force-color-profile=srgb"] });
foreach (var (name, file, part) in new[]
{
    ("report", "shapes-1/report.html", ""), ("report-confusion", "shapes-1/report.html", "confusion"), ("report-exemplars", "shapes-1/report.html", "gallery"),
    ("compare", "compared/compare.html", ""), ("memory-gallery", "memory.html", ""), ("mask-gallery", "masks/gallery.html", ""),
})
{
    foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        await PicturePageAsync(Path.Combine(folder, file), part, scheme, DeskWidth, $"{name}-{scheme.ToString().ToLowerInvariant()}");
}
await PicturePageAsync(Path.Combine(folder, "shapes-1/report.html"), "", ColorScheme.Light, 420, "report-telephone");
await PictureTerminalAsync("terminal-run", "run shapes", File.ReadAllText(Path.Combine(folder, "shapes-1.txt")));
foreach (var (name, command) in new (string, string[])[] { ("terminal-list", ["list"]), ("terminal-compare", ["compare", "shapes-1", "shapes-whole-1"]), ("terminal-memory", ["memory", "show", "shapes-1"]) })
    await PictureTerminalAsync(name, string.Join(' ', command), InTerminal(command));
Console.WriteLine($"Wrote {Directory.GetFiles(images).Length} pictures to {images}.");
return 0;

bool IsFinished(string name)
{
    var manifest = Path.Combine(folder, name, "manifest.json");
    if (!File.Exists(manifest) || !File.Exists(Path.Combine(folder, $"{name}.txt")))
        return false;
    using var document = JsonDocument.Parse(File.ReadAllText(manifest));
    return document.RootElement.GetProperty("status").GetString() == "finished";
}

static int Run(string file, string[] arguments, string place)
{
    using var process = Process.Start(new ProcessStartInfo(file, arguments) { WorkingDirectory = place })!;
    process.WaitForExit();
    return process.ExitCode;
}

static int Failed(string message)
{
    Console.Error.WriteLine(message);
    return 1;
}

// What a command writes to a terminal of 80 columns, control sequences and all.
string InTerminal(string[] command)
{
    var line = string.Join(' ', ((string[])["dotnet", program, .. command]).Select(word => $"'{word}'"));
    var start = new ProcessStartInfo("script", ["-qec", $"stty cols {Columns} rows 60; {line}", "/dev/null"]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardInput = true };
    start.Environment["TERM"] = "xterm-256color";
    start.Environment["COLORTERM"] = "truecolor";
    using var process = Process.Start(start)!;
    var text = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    return text;
}

async Task PicturePageAsync(string file, string section, ColorScheme scheme, int width, string name)
{
    var page = await browser.NewPageAsync(new BrowserNewPageOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = DeskHeight } });
    await page.GotoAsync(new Uri(file).AbsoluteUri);
    // Pages load what is out of sight when it comes into sight.
    await page.EvaluateAsync("Promise.all([...document.images].map(image => { image.loading = 'eager'; return image.decode().catch(() => {}); }))");
    var path = Path.Combine(images, $"{name}.png");
    if (section.Length == 0)
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = path });
    else
    {
        // As much of the section as a screen holds.
        var box = (await page.Locator($"section[aria-labelledby={section}]").BoundingBoxAsync())!;
        await page.ScreenshotAsync(new PageScreenshotOptions
        {
            Path = path, FullPage = true, Style = "nav { visibility: hidden; }",
            Clip = new Clip { X = 0, Y = box.Y - 20, Width = width, Height = Math.Min(box.Height + 40, DeskHeight) },
        });
    }
    await page.CloseAsync();
}

async Task PictureTerminalAsync(string name, string command, string written)
{
    var screen = new TerminalScreen(Columns);
    // Where the pictures were made is nobody's concern.
    screen.Write(written.Replace(folder + Path.DirectorySeparatorChar, "runs/", StringComparison.Ordinal));
    var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 900, Height = 400 }, DeviceScaleFactor = 1.5f });
    await page.SetContentAsync($$"""
        <style>body { margin: 0; background: #14171a; } pre { display: inline-block; margin: 0; padding: 16px 20px; color: #e8eaed; background: #14171a; font: 14px/1.3 "DejaVu Sans Mono", ui-monospace, monospace; width: {{Columns}}ch; box-sizing: content-box; } .prompt { color: #7ccf8f; }</style>
        <pre><span class="prompt">$</span> cimcil {{WebUtility.HtmlEncode(command)}}
        {{screen.ToHtml()}}</pre>
        """);
    await page.Locator("pre").ScreenshotAsync(new LocatorScreenshotOptions { Path = Path.Combine(images, $"{name}.png") });
    await page.CloseAsync();
}

/// <summary>As much of a terminal as the program uses: colours, bold and dim letters, and a cursor that goes back to draw a table again.</summary>
internal sealed partial class TerminalScreen(int columns)
{
    private static readonly string[] Named = ["#3b4249", "#ff7b72", "#7ccf8f", "#e0c654", "#6cb6ff", "#c9a7ff", "#5fd3c8", "#c9d1d9", "#8b949e", "#ffa198", "#a5e0b3", "#f2dd8a", "#9dceff", "#dfc9ff", "#96e6de", "#ffffff"];

    private readonly List<List<(string Text, string Style)>> _lines = [[]];
    private int _row, _column;
    private string _colour = "", _weight = "";

    public void Write(string text)
    {
        foreach (Match token in Token().Matches(text))
        {
            if (token.Groups["kind"].Success)
                Control(token.Groups["kind"].Value[0], token.Groups["numbers"].Value);
            else if (token.Groups["letter"].Success)
                Put(token.Value);
        }
    }

    public string ToHtml()
    {
        var text = new StringBuilder();
        var last = _lines.FindLastIndex(line => line.Any(cell => cell.Text.Trim().Length > 0));
        foreach (var line in _lines.Take(last + 1))
        {
            foreach (var (cell, style) in line)
                text.Append(style.Length == 0 ? WebUtility.HtmlEncode(cell) : $"<span style=\"{style}\">{WebUtility.HtmlEncode(cell)}</span>");
            text.Append('\n');
        }
        return text.ToString();
    }

    private void Put(string letter)
    {
        if (letter == "\n")
        {
            GoTo(_row + 1, _column);
            return;
        }
        if (letter == "\r")
        {
            _column = 0;
            return;
        }
        if (_column >= columns)
            GoTo(_row + 1, 0);
        var line = _lines[_row];
        while (line.Count <= _column)
            line.Add((" ", ""));
        line[_column++] = (letter, _colour + _weight);
    }

    private void GoTo(int row, int column)
    {
        (_row, _column) = (Math.Max(0, row), Math.Max(0, column));
        while (_lines.Count <= _row)
            _lines.Add([]);
    }

    private void Control(char kind, string numbers)
    {
        int[] values = [.. numbers.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(number => int.TryParse(number, out var value) ? value : 0)];
        var count = Math.Max(1, values.FirstOrDefault());
        switch (kind)
        {
            case 'A': GoTo(_row - count, _column); break;
            case 'B': GoTo(_row + count, _column); break;
            case 'C': GoTo(_row, _column + count); break;
            case 'D': GoTo(_row, _column - count); break;
            case 'G': GoTo(_row, count - 1); break;
            case 'K':
                var line = _lines[_row];
                var from = values.FirstOrDefault() == 2 ? 0 : Math.Min(_column, line.Count);
                line.RemoveRange(from, line.Count - from);
                break;
            case 'J':
                _lines[_row].RemoveRange(Math.Min(_column, _lines[_row].Count), _lines[_row].Count - Math.Min(_column, _lines[_row].Count));
                _lines.RemoveRange(_row + 1, _lines.Count - _row - 1);
                break;
            case 'm': Look(values); break;
        }
    }

    private void Look(int[] values)
    {
        if (values.Length == 0)
            (_colour, _weight) = ("", "");
        for (var i = 0; i < values.Length; i++)
        {
            switch (values[i])
            {
                case 0: (_colour, _weight) = ("", ""); break;
                case 1: _weight = "font-weight:bold;"; break;
                case 2: _weight = "opacity:.65;"; break;
                case 22: _weight = ""; break;
                case 39: _colour = ""; break;
                case >= 30 and <= 37: _colour = $"color:{Named[values[i] - 30]};"; break;
                case >= 90 and <= 97: _colour = $"color:{Named[values[i] - 82]};"; break;
                case 38 when i + 4 < values.Length && values[i + 1] == 2:
                    _colour = $"color:rgb({values[i + 2]},{values[i + 3]},{values[i + 4]});";
                    i += 4;
                    break;
                case 38 when i + 2 < values.Length && values[i + 1] == 5:
                    _colour = $"color:{Colour(values[i + 2])};";
                    i += 2;
                    break;
            }
        }
    }

    private static string Colour(int index)
    {
        if (index < 16)
            return Named[index];
        if (index >= 232)
            return $"rgb({8 + ((index - 232) * 10)},{8 + ((index - 232) * 10)},{8 + ((index - 232) * 10)})";
        static int Part(int level) => level == 0 ? 0 : 55 + (40 * level);
        return $"rgb({Part((index - 16) / 36)},{Part((index - 16) / 6 % 6)},{Part((index - 16) % 6)})";
    }

    [GeneratedRegex(@"\x1b\[(?<numbers>[0-9;?]*)(?<kind>[A-Za-z])|\x1b\][^\x07]*\x07|\x1b.|(?<letter>[\s\S])")]
    private static partial Regex Token();
}
