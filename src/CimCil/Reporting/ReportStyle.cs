namespace CimCil.Reporting;

/// <summary>The look of every report: light and dark after the reader's setting, black on white in print.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --ground: #ffffff; --ink: #1b1f24; --soft: #59636e; --line: #d4d9de; --panel: #f5f7f9; --heat: #0b5cad;
          --c0: #0b5cad; --c1: #b3541e; --c2: #2b7a3d; --c3: #8a3ffc; --c4: #a8174f; --c5: #4f6d7a; --c6: #7a6400; --c7: #00756e; }
        @media (prefers-color-scheme: dark) { :root { --ground: #14171a; --ink: #e8eaed; --soft: #a5adb6; --line: #3b4249; --panel: #1d2125; --heat: #6cb6ff;
          --c0: #6cb6ff; --c1: #f0a36b; --c2: #7ccf8f; --c3: #c9a7ff; --c4: #ff8fb5; --c5: #a9c3cf; --c6: #e0c654; --c7: #5fd3c8; } }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 76rem; padding: 1rem 1.5rem 4rem; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
        h1 { font-size: 1.7rem; margin: .5rem 0; } h2 { font-size: 1.3rem; margin: 2.5rem 0 .75rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; } h3 { font-size: 1rem; margin: 1rem 0 .25rem; }
        a { color: var(--c0); } main:focus { outline: none; } :focus-visible { outline: 3px solid var(--c1); outline-offset: 2px; }
        .skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
        nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; list-style: none; }
        .cards { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; } .cards div { background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; padding: .6rem 1rem; min-width: 9rem; }
        .cards dt { color: var(--soft); font-size: .85rem; } .cards dd { margin: 0; font-size: 1.4rem; font-variant-numeric: tabular-nums; }
        .scroll { overflow-x: auto; margin: 1rem 0; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .9rem; } caption { text-align: left; font-weight: 600; padding: .25rem 0; }
        th, td { padding: .2rem .7rem; border-bottom: 1px solid var(--line); text-align: right; } thead th { vertical-align: bottom; color: var(--soft); font-weight: 600; }
        tbody th, thead th:first-child { text-align: left; font-weight: 400; } #table-configuration td, #table-machine td { text-align: left; overflow-wrap: anywhere; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(26rem, 1fr)); gap: 1rem 2rem; } figure { margin: 0; } figcaption { font-size: .85rem; color: var(--soft); }
        .chart svg, figure.grid svg { width: 100%; height: auto; } figure.grid, .chart { max-width: 44rem; } text { fill: var(--ink); font: 12px system-ui, sans-serif; } text.tick { fill: var(--soft); font-size: 11px; }
        .c0 { --hue: var(--c0); } .c1 { --hue: var(--c1); } .c2 { --hue: var(--c2); } .c3 { --hue: var(--c3); } .c4 { --hue: var(--c4); } .c5 { --hue: var(--c5); } .c6 { --hue: var(--c6); } .c7 { --hue: var(--c7); }
        path { fill: none; } path.grid { stroke: var(--line); stroke-width: .7; } path.axis { stroke: var(--soft); } .curve { stroke: var(--hue); stroke-width: 2; stroke-linejoin: round; } .curve.reference { stroke-dasharray: 6 4; } .mark { fill: var(--hue); }
        .key { display: inline-block; margin-left: 1rem; } .key::before { content: ""; display: inline-block; width: 1.6rem; margin-right: .3rem; vertical-align: middle; border-top: 2px solid var(--hue); } .key.reference::before { border-top-style: dashed; }
        .ground { fill: var(--panel); stroke: var(--line); } .heat { fill: var(--heat); }
        .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(21rem, 1fr)); gap: 1rem 1.5rem; } .lazy { content-visibility: auto; contain-intrinsic-size: 21rem 24rem; }
        .exemplar .row { display: flex; gap: .4rem; } .exemplar svg { width: 6.5rem; height: auto; background: var(--panel); } .exemplar image { image-rendering: auto; }
        rect.box { fill: none; stroke: #ffd400; stroke-width: 2; vector-effect: non-scaling-stroke; } rect.truth { fill: none; stroke: #ff3df0; stroke-width: 2; stroke-dasharray: 4 3; vector-effect: non-scaling-stroke; }
        @media print { :root { color-scheme: light; --ground: #ffffff; --ink: #000000; --soft: #333333; --line: #999999; --panel: #f2f2f2; --heat: #0b5cad;
          --c0: #0b5cad; --c1: #b3541e; --c2: #2b7a3d; --c3: #8a3ffc; --c4: #a8174f; --c5: #4f6d7a; --c6: #7a6400; --c7: #00756e; }
          nav, .skip { display: none; } .lazy { content-visibility: visible; } figure, tr { break-inside: avoid; } body { max-width: none; padding: 0; } .scroll { overflow: visible; } }
        """;
}
