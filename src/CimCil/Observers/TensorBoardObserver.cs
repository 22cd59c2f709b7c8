using CimCil.Data;
using CimCil.Runs;
using CimCil.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Observers;

/// <summary>
/// Event files for TensorBoard: curves over epochs and phases, images of exemplars, and histograms of phi. A view of the run that may be
/// deleted; metrics.jsonl is the record. A run that is resumed adds a file, whose points replace those of epochs that are done again.
/// </summary>
internal sealed class TensorBoardObserver : RunObserver, IDisposable
{
    private readonly SummaryWriter _writer;
    private readonly RunFolder _folder;

    /// <summary>Starts an event file in the run's folder.</summary>
    public TensorBoardObserver(RunFolder folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder.TensorBoardFolder);
        _writer = utils.tensorboard.SummaryWriter(folder.TensorBoardFolder, createRunName: false);
    }

    /// <summary>Adds an epoch's figures at its number in the whole run.</summary>
    public override void EpochFinished(EpochMetrics metrics)
    {
        foreach (var (name, value) in metrics.Values)
            _writer.add_scalar($"{metrics.Stage}/{name}", (float)value, _folder.EpochCount - 1);
    }

    /// <summary>Adds a phase's scores and memory use.</summary>
    public override void PhaseFinished(PhaseResult result)
    {
        var step = result.Phase.Index;
        foreach (var (network, scores) in result.Scores)
        {
            _writer.add_scalar($"phase/{network} top-1", (float)scores.Top1, step);
            _writer.add_scalar($"phase/{network} top-k", (float)scores.TopK, step);
        }
        _writer.add_scalar("phase/exemplars", result.Memory.ExemplarCount, step);
        _writer.add_scalar("phase/budget used, percent", (float)result.BudgetUsePercent, step);
    }

    /// <summary>Adds the first image of each new class (image, heatmap, stored) and the histograms of phi.</summary>
    public override void MemoryFilled(FilledPhase phase)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var image in _folder.ReadGallery(phase.Phase.Index).Where(image => image.Rank == 0))
        {
            byte[][] parts = [.. new[] { image.Image, image.Heatmap, image.Stored }.OfType<byte[]>()];
            _writer.add_img($"masks/{image.ClassName}", cat(parts.Select(part => PixelsOf(part, image.Source)).ToList(), 2), phase.Phase.Index);
        }
        foreach (var (name, parameter) in phase.Network.NewestBranch.PhiByName())
            _writer.add_histogram($"phi/{name}", parameter.detach().cpu(), phase.Phase.Index);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => (_writer as IDisposable)?.Dispose();

    /// <summary>[3, H, W] bytes.</summary>
    private static Tensor PixelsOf(byte[] webP, string name)
    {
        var image = ImageCodec.Decode(webP, name);
        return tensor(image.Pixels.ToArray()).view(image.Height, image.Width, 3).permute(2, 0, 1).contiguous();
    }
}
