using CimCil.Foundation;
using CimCil.Runs;
using Spectre.Console;

namespace CimCil.Cli.Progress;

/// <summary>Shows a run while it goes: redrawn in place on a terminal, as plain lines elsewhere.</summary>
internal static class RunDisplay
{
    /// <exception cref="CimCilException">The run was stopped; the message says how it is gone on with.</exception>
    public static void Show(IAnsiConsole console, string folder, Func<RunProgress, RunResult> run)
    {
        try
        {
            ShowToItsEnd(console, folder, run);
        }
        catch (OperationCanceledException stopped)
        {
            // A run that had not begun to train removes its folder.
            throw new CimCilException(
                Directory.Exists(folder) ? $"Stopped. 'cimcil resume {folder}' goes on with it." : "Stopped before training had begun; nothing was written.", stopped);
        }
    }

    private static void ShowToItsEnd(IAnsiConsole console, string folder, Func<RunProgress, RunResult> run)
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
