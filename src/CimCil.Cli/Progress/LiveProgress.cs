using CimCil.Cli.Screens;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Runs;
using CimCil.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace CimCil.Cli.Progress;

/// <summary>Progress on a terminal: one image that is redrawn in place.</summary>
internal sealed class LiveProgress : RunState
{
    /// <summary>Often enough for the eye, seldom enough to cost nothing.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private const int BarWidth = 24;

    private readonly Screen _screen;
    private readonly TimeProvider _clock;
    private readonly Action<IRenderable> _show;
    private long _lastDrawing;

    /// <param name="screen">The terminal.</param>
    /// <param name="clock">Gives the pace.</param>
    /// <param name="show">Draws an image in the place of the one before.</param>
    public LiveProgress(Screen screen, TimeProvider clock, Action<IRenderable> show) : base(clock)
    {
        _screen = screen;
        _clock = clock;
        _show = show;
    }

    public override void ImagesInspected(int doneCount, int imageCount)
    {
        base.ImagesInspected(doneCount, imageCount);
        if (_clock.GetElapsedTime(_lastDrawing) < Pause)
            return;
        _lastDrawing = _clock.GetTimestamp();
        _show(new Text(Words.Inspection(doneCount, imageCount)));
    }

    public override void RunStarted(Experiment experiment, string folder, string device, int phaseCount)
    {
        base.RunStarted(experiment, folder, device, phaseCount);
        Draw();
    }

    public override void PhaseStarted(Phase phase, int newImageCount, int exemplarCount)
    {
        base.PhaseStarted(phase, newImageCount, exemplarCount);
        Draw();
    }

    public override void StepFinished(int imageCount)
    {
        base.StepFinished(imageCount);
        if (_clock.GetElapsedTime(_lastDrawing) >= Pause)
            Draw();
    }

    public override void ActivityStarted(string activity)
    {
        base.ActivityStarted(activity);
        Draw();
    }

    public override void EpochFinished(EpochMetrics metrics)
    {
        base.EpochFinished(metrics);
        Draw();
    }

    public override void PhaseFinished(PhaseResult result)
    {
        base.PhaseFinished(result);
        Draw();
    }

    private void Draw()
    {
        _lastDrawing = _clock.GetTimestamp();
        _show(new Rows([.. Lines()]));
    }

    private IEnumerable<IRenderable> Lines()
    {
        var title = _screen.Image($"{Experiment?.Name}  seed {Experiment?.Seed}  {Device}  {Folder}", new Style(decoration: Decoration.Bold));
        var table = Phases.Count > 0 ? _screen.Image(RunSummary.PhaseTable(Details.Few, Phases)) : [];
        return title.Concat(table).Concat(Phase is null ? [] : State().SelectMany(line => _screen.Image(line)));
    }

    private IEnumerable<string> State()
    {
        yield return Place();
        yield return Pace();
        if (LastEpoch is { } epoch)
        {
            yield return $"task   {Words.Values(epoch, ofMask: false)}";
            if (Words.Values(epoch, ofMask: true) is { Length: > 0 } mask)
                yield return $"mask   {mask}";
        }
        var exemplars = Phases.Count > 0 ? Words.Memory(Phases[^1]) : "no exemplars yet";
        yield return $"memory {exemplars}; process {Words.ProcessMemory()}";
        if (LastNote.Length > 0)
            yield return $"note   {LastNote}";
    }

    private string Place()
    {
        var stage = Stage.Length == 0 ? "" : $"  {Stage}  epoch {Math.Min(EpochsDone + 1, EpochCount)}/{EpochCount}";
        return $"phase {Phase!.Index} ({Phase.Index + 1} of {PhaseCount}){stage}  {Activity}";
    }

    private string Pace()
    {
        var share = EpochCount == 0 ? 0 : Math.Clamp((EpochsDone + ((double)ImagesDone / Math.Max(1, ImageCount))) / EpochCount, 0, 1);
        var filled = (int)(share * BarWidth);
        var bar = new string('\u2501', filled) + new string('\u2500', BarWidth - filled);
        var stageLeft = StageLeft is { } stage ? $"  stage left {Words.Duration(stage)}" : "";
        var runLeft = RunLeft is { } run ? $"  run left {Words.Duration(run)}" : "";
        return $"{bar}  {Words.Fixed(ImagesPerSecond, 0)} images/s{stageLeft}{runLeft}";
    }
}
