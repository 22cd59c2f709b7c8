using Microsoft.Playwright;

namespace CimCil.Cli.Tests.Pages;

/// <summary>Every page in a real browser: as its stored picture has it, and whole for everybody at every width.</summary>
[TestClass]
public sealed class PageLookTests
{
    private const int Desk = 1280, Telephone = 420, SheetOfPaper = 720;

    /// <summary>The width of a line in the font that the stored pictures are set in.</summary>
    private const double WidthOfTheFont = 1448.89;

    /// <summary>What a browser finds wrong with a page, one line each.</summary>
    private const string Faults = """
        () => {
            const wrong = [], root = document.documentElement, all = name => [...document.querySelectorAll(name)];
            const say = (what, e) => wrong.push(`${what}: ${e.outerHTML.slice(0, 160)}`);
            if (root.scrollWidth > root.clientWidth)
                say(`scrolls sideways, ${root.scrollWidth} of ${root.clientWidth}`, all('body *').find(e => !e.closest('.scroll, .grid-scroll, nav, .skip') && e.getBoundingClientRect().right > root.clientWidth + 1) ?? root);
            all('img').filter(e => !e.alt.trim()).forEach(e => say('no alt', e));
            all('svg').filter(e => e.getAttribute('aria-hidden') !== 'true' && !(e.firstElementChild?.tagName === 'title' && e.firstElementChild.textContent.trim() && e.getAttribute('role') === 'img')).forEach(e => say('no title', e));
            all('table').filter(e => !(e.caption?.textContent.trim() && e.querySelector('thead th[scope=col]') && e.querySelectorAll('tbody th[scope=row], tbody th[scope=rowgroup]').length)).forEach(e => say('no caption or heads', e));
            for (const table of all('table')) {
                const rows = [...table.tBodies[0].rows], number = /^[+-]?[\d,]+(\.\d+)?(e[+-]?\d+)?( ± [\d.]+)?( ?%)?$/;
                // A cell that stands for several rows is missing in the others: counted from the end.
                for (let i = 1; i <= rows[0].cells.length; i++) {
                    const cells = rows.map(r => r.cells[r.cells.length - i]).filter(Boolean), texts = cells.map(c => c.textContent).filter(t => t && t !== '-');
                    const side = texts.length && texts.every(t => number.test(t)) ? 'right' : 'left';
                    if (texts.length)
                        cells.filter(c => getComputedStyle(c).textAlign.replace('start', 'left') !== side).slice(0, 1).forEach(c => say(`not aligned ${side}`, c));
                }
            }
            all('.scroll, .grid-scroll').filter(e => !(e.tabIndex === 0 && e.getAttribute('aria-label'))).forEach(e => say('not for the keyboard', e));
            all('.scroll, .grid-scroll').filter(e => e.getBoundingClientRect().right > root.clientWidth).forEach(e => say('wider than the page', e));
            all('caption > span').filter(e => e.getClientRects().length && e.getBoundingClientRect().width > e.closest('.scroll').clientWidth + 1).forEach(e => say('a caption that has to be scrolled', e));
            for (const cell of all('tbody th, tbody td, .keys li')) {
                const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), range = document.createRange();
                while (walker.nextNode()) {
                    for (const name of walker.currentNode.textContent.matchAll(/[\p{L}\d]+(-[\p{L}\d]+)+/gu)) {
                        range.setStart(walker.currentNode, name.index);
                        range.setEnd(walker.currentNode, name.index + name[0].length);
                        if (name[0].length <= 26 && new Set([...range.getClientRects()].map(b => Math.round(b.top))).size > 1)
                            say(`broken: ${name[0]}`, cell);
                    }
                    for (const path of walker.currentNode.textContent.matchAll(/\p{L}[\p{L}\d]*(\.\p{L}[\p{L}\d]*)+/gu)) {
                        for (const piece of path[0].matchAll(/[\p{L}\d]+/gu)) {
                            range.setStart(walker.currentNode, path.index + piece.index);
                            range.setEnd(walker.currentNode, path.index + piece.index + piece[0].length);
                            if (piece[0].length <= 26 && new Set([...range.getClientRects()].map(b => Math.round(b.top))).size > 1)
                                say(`broken: ${path[0]}`, cell);
                        }
                    }
                }
            }
            for (const svg of all('.chart > svg, .grid svg')) {
                const box = svg.getBoundingClientRect(), texts = [...svg.querySelectorAll('text')].map(t => [t, t.getBoundingClientRect()]);
                texts.filter(([t, b]) => b.left < box.left - 1 || b.right > box.right + 1 || b.top < box.top - 1 || b.bottom > box.bottom + 1).slice(0, 1).forEach(([t]) => say('cut off', t));
                const ticks = texts.filter(([t]) => !t.classList.contains('small') && t.textContent);
                ticks.flatMap(([t, a], i) => ticks.slice(i + 1).filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 6).map(([u]) => [t, u]))
                    .slice(0, 1).forEach(([t, u]) => wrong.push(`over each other: ${t.textContent} and ${u.textContent} in ${svg.firstElementChild.textContent}`));
            }
            const ids = all('[id]').map(e => e.id), levels = all('h1, h2, h3').map(e => +e.tagName[1]);
            if (new Set(ids).size < ids.length) wrong.push(`an id twice: ${ids.filter((id, i) => ids.indexOf(id) < i)}`);
            if (levels[0] !== 1 || levels.filter(l => l === 1).length > 1 || levels.some((l, i) => i && l > levels[i - 1] + 1)) wrong.push(`heads out of order: ${levels}`);
            if (!root.lang || !document.title || !document.querySelector('meta[name=viewport]') || document.scripts.length) wrong.push('no language, title or viewport, or a script');
            all('nav a').filter(a => !document.querySelector(a.getAttribute('href'))).forEach(a => say('leads nowhere', a));
            return wrong;
        }
        """;

    /// <summary>The same of a page as it is printed.</summary>
    private const string FaultsOnPaper = """
        () => {
            const look = e => getComputedStyle(e), wrong = [];
            if (look(document.body).backgroundColor !== 'rgb(255, 255, 255)' || look(document.body).color !== 'rgb(0, 0, 0)') wrong.push('paper is white and ink black');
            if (document.querySelector('nav') && look(document.querySelector('nav')).display !== 'none') wrong.push('there is nothing to click on paper');
            if ([...document.querySelectorAll('figure, tr')].some(e => look(e).breakInside !== 'avoid')) wrong.push('a figure may be cut');
            if ([...document.querySelectorAll('.scroll')].some(e => look(e).overflowX !== 'visible')) wrong.push('what scrolls on a screen is cut on paper');
            return wrong;
        }
        """;

    private static string _folder = "";

    [ClassInitialize]
    public static void WritePages(TestContext _)
    {
        _folder = Directory.CreateTempSubdirectory("cimcil-pages-").FullName;
        PageSamples.Write(_folder);
    }

    [ClassCleanup]
    public static void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task EveryPageLooksAsStored()
    {
        var path = Chromium.Require();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.StartAsync(playwright, path, "--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb", "--hide-scrollbars");
        await RequireTheFontAsync(browser);
        var problems = new List<string>();
        // Half as large as on a screen: what is compared is half of that again.
        await using var context = await browser.NewContextAsync(new BrowserNewContextOptions { DeviceScaleFactor = 0.5f });
        foreach (var name in PageSamples.Files.Keys)
        {
            var page = await OpenAsync(context, name);
            // Pages take the font of the machine; the pictures need one.
            await page.AddStyleTagAsync(new PageAddStyleTagOptions { Content = "body, text { font-family: 'DejaVu Sans' !important; } .lazy { content-visibility: visible !important; }" });
            await page.EvaluateAsync("Promise.all([...document.images].map(i => { i.loading = 'eager'; return i.decode(); }))");
            foreach (var (look, width, scheme, media) in LooksOf(name))
            {
                await ShowAsync(page, width, scheme, media);
                var picture = await page.ScreenshotAsync(new PageScreenshotOptions { FullPage = true, Animations = ScreenshotAnimations.Disabled });
                if (StoredPicture.Compare($"{name}-{look}", picture) is { } problem)
                    problems.Add(problem);
            }
            await page.CloseAsync();
        }
        Assert.IsEmpty(problems, string.Join('\n', problems));
        if (StoredPicture.IsUpdated)
            Assert.Inconclusive("The stored pictures were made anew: look at them.");
    }

    [TestMethod]
    public async Task EveryPageIsWholeForEverybody()
    {
        var path = Chromium.Require();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.StartAsync(playwright, path);
        await using var context = await browser.NewContextAsync();
        var (problems, requests) = (new List<string>(), new List<string>());
        context.Request += (_, request) => requests.Add(request.Url);
        foreach (var name in PageSamples.Files.Keys)
        {
            var page = await OpenAsync(context, name);
            page.Console += (_, message) => problems.Add($"{name}: {message.Text}");
            foreach (var (width, media) in new[] { (Desk, Media.Screen), (Telephone, Media.Screen), (SheetOfPaper, Media.Print) })
            {
                await ShowAsync(page, width, ColorScheme.Dark, media);
                problems.AddRange((await page.EvaluateAsync<string[]>(Faults)).Select(fault => $"{name}, {width} pixels wide: {fault}"));
            }
            problems.AddRange((await page.EvaluateAsync<string[]>(FaultsOnPaper)).Select(fault => $"{name}: {fault}"));
            await page.CloseAsync();
        }
        var beside = new Uri(_folder).AbsoluteUri;
        problems.AddRange(requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith(beside, StringComparison.Ordinal)).Select(url => $"a page asks for {url}"));
        Assert.IsEmpty(problems, string.Join('\n', problems));
        Assert.IsGreaterThan(PageSamples.Files.Count, requests.Count, "the overlays beside the box gallery are asked for");
    }

    private static (string Look, int Width, ColorScheme Scheme, Media Media)[] LooksOf(string name)
    {
        (string, int, ColorScheme, Media)[] looks =
            [("light", Desk, ColorScheme.Light, Media.Screen), ("dark", Desk, ColorScheme.Dark, Media.Screen), ("420", Telephone, ColorScheme.Light, Media.Screen), ("print", SheetOfPaper, ColorScheme.Dark, Media.Print)];
        // What is special about the others shows in one or two.
        return name switch { "report-100" => [looks[0], looks[2]], "report-young" or "report-empty" => [looks[1]], "compare-settings" => [], _ => looks };
    }

    private static async Task<IPage> OpenAsync(IBrowserContext context, string name)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(Path.Combine(_folder, PageSamples.Files[name])).AbsoluteUri);
        return page;
    }

    private static async Task ShowAsync(IPage page, int width, ColorScheme scheme, Media media)
    {
        await page.SetViewportSizeAsync(width, 900);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, Media = media });
    }

    private static async Task RequireTheFontAsync(IBrowser browser)
    {
        var page = await browser.NewPageAsync();
        await page.SetContentAsync("<span style=\"font: 100px 'DejaVu Sans', monospace; white-space: nowrap\">CimCil pages 0123456789 %</span>");
        var width = await page.EvaluateAsync<double>("document.querySelector('span').getBoundingClientRect().width");
        await page.CloseAsync();
        if (Math.Abs(width - WidthOfTheFont) > 1)
            Assert.Inconclusive($"No DejaVu Sans as the stored pictures are set in (a line is {width:0.0} pixels wide and not {WidthOfTheFont}): install it (Debian: apt-get install fonts-dejavu-core).");
    }
}
