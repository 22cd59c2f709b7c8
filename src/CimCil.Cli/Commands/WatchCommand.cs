using System.CommandLine;
using System.Globalization;
using CimCil.Cli.Progress;
using CimCil.Reporting;
using CimCil.Runs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil watch RUN</c>: shows a run that another process drives.</summary>
internal static class WatchCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var folder = new Argument<string>("RUN") { Description = "The run folder." };
        var once = new Option<bool>("--once") { Description = "Show where the run is and end." };
        var command = new DocumentedCommand("watch", "Show a run that another process drives, until it ends.", "cimcil watch runs/shapes-1-0a1b2c3d") { folder, once };
        command.SetAction(async (parsed, cancellation) =>
        {
            var (path, console) = (parsed.GetRequiredValue(folder), Terminal.For(parsed.InvocationConfiguration.Output));
            var glimpse = RunGlimpse.Read(path);
            if (parsed.GetValue(once))
                console.Write(Image(console, path, glimpse));
            else if (Terminal.IsLive(console))
                await console.Live(Image(console, path, glimpse)).StartAsync(context => FollowAsync(path, glimpse, next => context.UpdateTarget(Image(console, path, next)), cancellation)).ConfigureAwait(false);
            else
                await FollowAsync(path, glimpse, next => console.WriteLine(Line(path, next)), cancellation).ConfigureAwait(false);
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

    private static Rows Image(IAnsiConsole console, string path, RunGlimpse glimpse)
    {
        var parts = new List<IRenderable> { new Text($"{glimpse.Experiment}  seed {glimpse.Seed}  {State(path, glimpse)}", new Style(decoration: Decoration.Bold)) };
        if (glimpse.Phases.Count > 0)
            parts.Add(Phases(console, glimpse.Phases));
        if (glimpse.LastEpoch is { } epoch)
        {
            parts.Add(new Text($"phase {epoch.Phase}  {epoch.Stage}  epoch {epoch.Epoch + 1}/{epoch.EpochCount}  {Words.Fixed(epoch.ImageCount / Math.Max(1e-9, epoch.Seconds), 0)} images/s"));
            parts.Add(new Text(Values(epoch)));
        }
        if (glimpse.Notes.Count > 0)
            parts.Add(new Text($"note   {glimpse.Notes[^1]}"));
        return new Rows(parts);
    }

    private static Table Phases(IAnsiConsole console, IReadOnlyList<PhaseRecord> phases)
    {
        var table = Terminal.NewTable(console).AddColumn("phase").AddColumn("classes");
        foreach (var network in phases[0].Scores.Keys)
            table.AddColumn($"{network} top-1");
        table.AddColumn("exemplars");
        foreach (var phase in phases)
            table.AddRow([$"{phase.Index}", $"{phase.ClassesSeen}", .. phase.Scores.Values.Select(score => Words.Percent(score.Top1)), $"{phase.ExemplarCount}"]);
        return table;
    }

    private static string Line(string path, RunGlimpse glimpse) => glimpse.LastEpoch is { } epoch
        ? $"{State(path, glimpse)}  phase {epoch.Phase}  {epoch.Stage}  epoch {epoch.Epoch + 1}/{epoch.EpochCount}  {Values(epoch)}"
        : State(path, glimpse);

    private static string State(string path, RunGlimpse glimpse) => glimpse switch
    {
        { Status: RunStatus.Finished } => "finished",
        { HasDied: true } => $"stopped: its process has ended without a word; 'cimcil resume {path}' goes on with it",
        { Status: RunStatus.Stopped } => $"stopped; 'cimcil resume {path}' goes on with it",
        _ => $"running in {glimpse.Owner ?? "another process"}, {Words.Duration(DateTime.UtcNow - glimpse.LastWritten)} since the last figures",
    };

    private static string Values(EpochRecord epoch) => string.Join("  ", epoch.Values.Select(value => $"{value.Key} {value.Value.ToString("G4", CultureInfo.InvariantCulture)}"));
}
