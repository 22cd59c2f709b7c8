using CimCil.Runs;
using Spectre.Console;

namespace CimCil.Cli.Progress;

/// <summary>Shows a run while it goes: redrawn in place on a terminal, as plain lines elsewhere.</summary>
internal static class RunDisplay
{
    public static void Show(IAnsiConsole console, string folder, Func<RunProgress, RunResult> run)
    {
        if (!Terminal.IsLive(console))
        {
            run(new PlainProgress(console, TimeProvider.System));
            return;
        }
        var result = console.Live(new Text("Starting")).Start(context => run(new LiveProgress(console, TimeProvider.System, context.UpdateTarget)));
        RunSummary.Write(console, result, folder);
    }
}
