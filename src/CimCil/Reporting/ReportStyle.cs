using CimCil.Data;

namespace CimCil.Reporting;

/// <summary>
/// The look of every page: light and dark after the reader's setting, dark on white in print, from 320 pixels of width on. Text is aligned
/// left and numbers right; what is wider than the page scrolls in its own box, whose right edge is shaded while there is more behind it.
/// </summary>
internal static class ReportStyle
{
    /// <summary>The style sheet.</summary>
    public static string Css { get; } = $$"""
        :root { color-scheme: light dark; {{ReportColors.Light.Css}} }
        @media (prefers-color-scheme: dark) { :root { {{ReportColors.Dark.Css}} } }
        {{Frame}}
        {{Text}}
        {{Figures}}
        {{Pictures}}
        {{Steps("h", HeatPalette.Hex)}}
        {{Steps("o", HeatPalette.HexOverGrey)}}
        {{Hues}}
        {{Narrow}}
        {{Paper}}
        """;

    private const string Frame = """
        * { box-sizing: border-box; } html { scroll-padding-top: 4rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: break-word; }
        body > header, main, nav > ul { max-width: 74rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2.5rem); }
        body > header { padding-top: 2.5rem; padding-bottom: 1rem; } main { padding-bottom: 5rem; } main:focus { outline: none; }
        .kind { margin: 0 0 .4rem; color: var(--soft); font-size: .8rem; letter-spacing: .06em; text-transform: uppercase; }
        .lead { margin: 0; max-width: 44rem; color: var(--soft); font-size: 1.1rem; } .warning { margin: 1rem 0 0; max-width: 44rem; padding: .6rem 1rem; border-left: .25rem solid var(--c1); background: var(--panel); }
        .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 45%), 1fr)); gap: .75rem; margin: 1.5rem 0 0; }
        .cards div { display: flex; flex-direction: column; justify-content: space-between; background: var(--panel); border-radius: .5rem; padding: .75rem 1rem; }
        .cards dt { color: var(--soft); font-size: .8rem; line-height: 1.3; } .cards dd { margin: .35rem 0 0; font-size: 1.6rem; line-height: 1.2; font-weight: 600; font-variant-numeric: tabular-nums; } .cards small { color: var(--soft); font-size: .95rem; font-weight: 400; }
        nav { position: sticky; top: 0; z-index: 2; background: var(--ground); border-bottom: 1px solid var(--line); } nav ul { display: flex; gap: 1.4rem; margin-block: 0; list-style: none; overflow-x: auto; }
        nav a { display: block; padding: .7rem 0; color: var(--soft); font-size: .9rem; text-decoration: none; white-space: nowrap; } nav a:hover { color: var(--ink); text-decoration: underline; }
        .skip { position: absolute; left: -99rem; } .skip:focus { position: static; display: inline-block; padding: .5rem 1rem; } :focus-visible { outline: 3px solid var(--c1); outline-offset: 2px; }
        """;

    private const string Text = """
        h1 { margin: 0 0 .4rem; font-size: clamp(1.6rem, 1.2rem + 1.6vw, 2.3rem); line-height: 1.15; font-weight: 650; letter-spacing: -.015em; }
        h2 { margin: 3rem 0 1rem; font-size: 1.4rem; line-height: 1.25; font-weight: 650; letter-spacing: -.01em; } h3 { margin: 1.5rem 0 .5rem; font-size: 1.05rem; line-height: 1.3; font-weight: 650; }
        p, li { max-width: 44rem; } a { color: var(--c0); } .soft { color: var(--soft); font-size: .9rem; } .none { margin: 0; padding: 1rem; border-radius: .5rem; background: var(--panel); color: var(--soft); }
        .scroll { overflow-x: auto; margin: 0 0 1.5rem; max-width: 100%; container-type: inline-size; background: linear-gradient(to left, var(--ground) 40%, transparent) right / 3rem 100% no-repeat local, linear-gradient(to left, color-mix(in srgb, var(--soft) 45%, transparent), transparent) right / 1rem 100% no-repeat scroll; } .name { white-space: nowrap; } table { border-collapse: collapse; min-width: min(100%, 26rem); font-size: .9rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
        caption { padding: 0 0 .5rem; text-align: left; font-weight: 600; } caption > span { display: block; position: sticky; left: 0; width: fit-content; max-width: 100cqi; } th, td { padding: .3rem .75rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
        th.n, td.n { text-align: right; white-space: nowrap; } tbody .short { white-space: nowrap; } thead th, thead th.n { vertical-align: bottom; color: var(--soft); font-size: .85rem; white-space: normal; } thead th.group { color: var(--ink); font-weight: 600; text-align: left; } th.first, td.first { border-left: 1px solid var(--line); padding-left: 1.25rem; }
        thead tr:first-child > :first-child, tbody th { padding-left: 0; } tbody th { position: sticky; left: 0; background: var(--ground); min-width: 3rem; max-width: 20rem; } tbody th.long { min-width: 13rem; } tbody tr:hover > * { background: var(--panel); }
        #table-configuration td, #table-machine td, #table-runs td:last-child { overflow-wrap: anywhere; min-width: 14rem; } details { margin: 0 0 1.5rem; } summary { width: fit-content; color: var(--c0); font-size: .9rem; cursor: pointer; } details > .scroll { margin-top: .75rem; }
        """;

    private const string Figures = """
        .charts, .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 27rem), 1fr)); gap: 1.5rem 2.5rem; align-items: start; margin: 0 0 1.5rem; } .charts > *, .pair > * { min-width: 0; max-width: 42rem; } .pair h3 { margin-top: 0; } .charts > .scroll { margin: 0; }
        figure { margin: 0; } figcaption { font-size: .9rem; line-height: 1.4; } figcaption > b { display: block; margin: 0 0 .5rem; font-weight: 600; } .chart svg, .grid svg { display: block; width: 100%; height: auto; overflow: visible; }
        text { fill: var(--ink); font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; } text.tick { fill: var(--soft); font-size: 11px; } text.title { fill: var(--soft); } text.small { font-size: 9px; }
        svg rect { shape-rendering: crispEdges; } path { fill: none; } path.grid { stroke: var(--line); stroke-width: .8; } path.axis { stroke: var(--soft); } .curve { stroke: var(--hue); stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; } .curve.reference { stroke-dasharray: 2 5; } .mark { fill: var(--hue); stroke: var(--ground); stroke-width: 1; } .band { fill: var(--hue); fill-opacity: .16; }
        .keys { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .5rem 0 0; padding: 0; list-style: none; color: var(--soft); font-size: .85rem; } .keys li { display: flex; align-items: center; gap: .5rem; min-width: 0; } .keys svg { flex: none; width: 2rem; height: .75rem; }
        .ground { fill: var(--panel); } .on-dark { fill: #ffffff; } .on-bright { fill: #000000; } .grid-scroll { overflow-x: auto; } .grid-scroll > svg { min-width: 25rem; }
        """;

    private const string Pictures = """
        .marks { display: flex; flex-wrap: wrap; gap: .4rem 2rem; align-items: center; margin: 0 0 1rem; padding: 0; list-style: none; color: var(--soft); font-size: .85rem; } .marks li { display: flex; align-items: center; gap: .6rem; } .marks svg { flex: none; width: 10rem; height: .8rem; } .marks .frame { width: 1.6rem; height: 1.1rem; }
        .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr)); gap: 2rem 2.5rem; } .gallery h3 { margin: 0 0 .5rem; } .gallery.wide { grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr)); gap: 1.5rem 2.5rem; } .gallery.single { grid-template-columns: repeat(auto-fill, minmax(min(100%, 11rem), 1fr)); gap: 1.5rem; }
        .lazy { content-visibility: auto; contain-intrinsic-size: 20rem 26rem; } .exemplar { margin: 0 0 1rem; } .gallery.wide .exemplar, .gallery.single .exemplar { margin: 0; }
        .pictures { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: .5rem; align-items: end; margin: 0 0 .4rem; } .gallery.single .pictures { grid-template-columns: minmax(0, 1fr); } .picture { margin: 0; } .picture svg, .picture img { display: block; width: 100%; height: auto; border-radius: .25rem; background: var(--panel); image-rendering: auto; } .picture span { display: block; margin-top: .2rem; color: var(--soft); font-size: .75rem; line-height: 1.3; } .exemplar figcaption { font-size: .85rem; line-height: 1.4; } .exemplar figcaption b { display: inline; margin: 0; } .exemplar figcaption span { display: block; color: var(--soft); font-size: .8rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        rect.halo, rect.box, rect.truth { fill: none; vector-effect: non-scaling-stroke; } rect.halo { stroke: #000000; stroke-width: 4; stroke-opacity: .75; } rect.box { stroke: #ffffff; stroke-width: 2; } rect.truth { stroke: #5ff0ff; stroke-width: 2; stroke-dasharray: 4 3; }
        """;

    /// <summary>A telephone: letters of charts stay as large as they can be read.</summary>
    private const string Narrow = """
        @media (max-width: 40rem) { body > header { padding-top: 1.5rem; } h2 { margin-top: 2.25rem; } .cards { gap: .5rem; } .cards div { padding: .6rem .75rem; } .cards dd { font-size: 1.35rem; } .lead { font-size: 1rem; } .chart text { font-size: 15px; } .chart text.tick { font-size: 14px; } tbody th.long { min-width: 10rem; max-width: 10rem; } tbody th.short { max-width: 10rem; white-space: normal; } #table-runs td.long:last-child { min-width: 36rem; } }
        """;

    private static string Paper => $$"""
        @media print { :root { color-scheme: light; {{ReportColors.Print.Css}} } @page { margin: 16mm 14mm; } html { font-size: 10pt; }
          nav, .skip, details:not([open]) { display: none; } body > header, main { max-width: none; padding-inline: 0; } body > header { padding-top: 0; } h2, h3, caption { break-after: avoid; } h2 { margin-top: 2rem; } figure, tr, .cards, .cards div, .marks, section.class > h3 { break-inside: avoid; } thead { display: table-header-group; } .charts, .pair { gap: 1rem 1.5rem; grid-template-columns: repeat(2, minmax(0, 1fr)); }
          .scroll, .grid-scroll { overflow: visible; background: none; } .grid-scroll > svg { min-width: 0; } table { min-width: 0; font-size: 8pt; } thead th, thead th.n { font-size: 7.5pt; } th, td { padding: .15rem .4rem; } tbody .short { white-space: normal; } #table-configuration td, #table-machine td, #table-runs td:last-child { min-width: 0; } tbody th, tbody th.long { position: static; min-width: 0; max-width: none; } .lazy { content-visibility: visible; } .gallery { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 1rem 1.5rem; } .gallery.wide { grid-template-columns: repeat(2, minmax(0, 1fr)); } .gallery.single { grid-template-columns: repeat(4, minmax(0, 1fr)); } a { color: inherit; text-decoration: none; } .cards div, svg, img { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
        """;

    private static string Steps(string name, Func<int, string> color) => string.Join(' ', Enumerable.Range(0, HeatPalette.LastStep + 1).Select(step => $".{name}{step} {{ fill: {color(step)}; }}"));

    private static string Hues => string.Join(' ', ReportColors.Light.Hues.Select((_, i) => $".c{i} {{ --hue: var(--c{i}); }}"));
}
