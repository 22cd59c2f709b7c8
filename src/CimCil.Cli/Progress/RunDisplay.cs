using CimCil.Cli.Screens;
using CimCil.Foundation;
using CimCil.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CimCil.Cli.Progress;

/// <summary>Shows a run while it goes: redrawn in place on a terminal, as plain lines elsewhere.</summary>
internal static class RunDisplay
{
    /// <exception cref="CimCilException">The run was stopped, or something failed after it had begun; the message says how it is gone on with.</exception>
    public static void Show(Screen screen, Details details, string folder, Func<RunProgress, RunResult> run)
    {
        RunState? state = null;
        try
        {
            ShowToItsEnd(screen, details, folder, progress =>
            {
                state = progress;
                return run(progress);
            });
        }
        catch (OperationCanceledException stopped)
        {
            // A run that had not begun to train removes its folder.
            throw new CimCilException(
                Directory.Exists(folder) ? $"Stopped. 'cimcil resume {TypedPath.Of(folder)}' goes on with it." : "Stopped before training had begun; nothing was written.", stopped);
        }
        // Before it had begun nothing was changed, and of a run without work its folder is removed: then what was asked for was wrong.
        catch (Exception failure) when (FailureReport.IsWrong(failure) && state is { Folder.Length: > 0 } && Directory.Exists(folder))
        {
            throw new CimCilException($"{FailureReport.Explain(failure)} What was done stays; 'cimcil resume {TypedPath.Of(folder)}' goes on with it.", failure);
        }
    }

    private static void ShowToItsEnd(Screen screen, Details details, string folder, Func<RunState, RunResult> run)
    {
        if (!screen.IsLive)
        {
            run(new PlainProgress(screen, details, TimeProvider.System));
            return;
        }
        // Of an image that is higher than the terminal the end is seen, where the run is.
        var live = screen.Console.Live(new Text("Starting")).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top).AutoClear(true);
        IRenderable? last = null;
        try
        {
            // The summary takes the place of the image, whose table it has.
            var result = live.Start(context => run(new LiveProgress(screen, TimeProvider.System, image => context.UpdateTarget(last = image))));
            RunSummary.Write(screen, details, result, folder);
        }
        catch when (last is not null)
        {
            // How far it was is seen beside the message.
            screen.Console.Write(last);
            throw;
        }
    }
}
