using System.CommandLine;
using System.Globalization;
using CimCil.Cli.Progress;
using CimCil.Cli.Screens;
using CimCil.Foundation;
using CimCil.Reporting;
using CimCil.Runs;
using Spectre.Console;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil watch RUN</c>: shows a run that another process drives.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var folder = new Argument<string>("RUN") { Description = "The run folder." };
        var once = new Option<bool>("--once") { Description = "Show where the run is and end." };
        var command = new DocumentedCommand("watch", "Show a run that another process drives, until it ends.", "cimcil watch runs/shapes-1-0a1b2c3d", "cimcil watch runs/shapes-1-0a1b2c3d --once") { folder, once };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (path, screen) = (parsed.GetRequiredValue(folder), parsed.Screen());
            var glimpse = RunGlimpse.Read(path);
            if (parsed.GetValue(once))
                Write(screen, path, glimpse);
            else if (screen.IsLive)
            {
                // Of an image that is higher than the terminal the end is seen, where the run is.
                var live = screen.Console.Live(Image(screen, path, glimpse)).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top);
                await live.StartAsync(context => FollowAsync(path, glimpse, next => context.UpdateTarget(Image(screen, path, next)), cancellation)).ConfigureAwait(false);
            }
            else
                await FollowAsync(path, glimpse, next => screen.WriteLine(Line(path, next)), cancellation).ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    private static async Task FollowAsync(string path, RunGlimpse glimpse, Action<RunGlimpse> show, CancellationToken cancellation)
    {
        show(glimpse);
        var shown = glimpse;
        while (glimpse.Status == RunStatus.Running)
        {
            await Task.Delay(Pause, cancellation).ConfigureAwait(false);
            glimpse = RunGlimpse.Read(path);
            if ((glimpse.Epochs, glimpse.Phases.Count, glimpse.Status) != (shown.Epochs, shown.Phases.Count, shown.Status))
                show(shown = glimpse);
        }
    }

    private static void Write(Screen screen, string path, RunGlimpse glimpse)
    {
        screen.WriteLine(Title(path, glimpse));
        screen.Write(Phases(glimpse.Phases));
        foreach (var line in State(glimpse))
            screen.WriteLine(line);
    }

    private static Rows Image(Screen screen, string path, RunGlimpse glimpse) => new(
    [
        .. screen.Image(Title(path, glimpse), new Style(decoration: Decoration.Bold)),
        .. screen.Image(Phases(glimpse.Phases)),
        .. State(glimpse).SelectMany(line => screen.Image(line)),
    ]);

    private static string Title(string path, RunGlimpse glimpse) => $"{glimpse.Experiment}  seed {glimpse.Seed}  {State(path, glimpse)}";

    private static IEnumerable<string> State(RunGlimpse glimpse)
    {
        if (glimpse.LastEpoch is { } epoch)
        {
            yield return $"phase {epoch.Phase}  {epoch.Stage}  epoch {epoch.Epoch + 1}/{epoch.EpochCount}  {Words.Fixed(epoch.ImageCount / Math.Max(1e-9, epoch.Seconds), 0)} images/s";
            yield return Values(epoch);
        }
        if (glimpse.Notes.Count > 0)
            yield return $"note   {glimpse.Notes[^1]}";
    }

    private static TextTable Phases(IReadOnlyList<PhaseRecord> phases)
    {
        var table = new TextTable(Details.Few).Number("phase").Number("classes");
        foreach (var network in phases is [var first, ..] ? first.Scores.Keys : [])
            table.Number($"{network} top-1");
        table.Number("exemplars per class");
        foreach (var phase in phases)
            table.AddRow([$"{phase.Index}", $"{phase.ClassesSeen}", .. phase.Scores.Values.Select(score => Words.Percent(score.Top1)), Words.Fixed((double)phase.ExemplarCount / phase.ClassesSeen, 1)]);
        return table;
    }

    private static string Line(string path, RunGlimpse glimpse) => glimpse.LastEpoch is { } epoch
        ? $"{State(path, glimpse)}  phase {epoch.Phase}  {epoch.Stage}  epoch {epoch.Epoch + 1}/{epoch.EpochCount}  {Values(epoch)}"
        : State(path, glimpse);

    private static string State(string path, RunGlimpse glimpse) => glimpse switch
    {
        { Status: RunStatus.Finished } => "finished",
        { HasDied: true } => $"stopped: its process has ended without a word; 'cimcil resume {TypedPath.Of(path)}' goes on with it",
        { Status: RunStatus.Stopped } => $"stopped; 'cimcil resume {TypedPath.Of(path)}' goes on with it",
        _ => $"running in {glimpse.Owner ?? "another process"}, {Words.Duration(DateTime.UtcNow - glimpse.LastWritten)} since the last figures",
    };

    private static string Values(EpochRecord epoch) => string.Join("  ", epoch.Values.Select(value => $"{value.Key} {value.Value.ToString("G4", CultureInfo.InvariantCulture)}"));
}
