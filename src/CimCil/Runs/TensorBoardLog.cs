using CimCil.Data;
using CimCil.Learners;
using CimCil.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CimCil.Runs;

/// <summary>
/// Event files for TensorBoard: curves over epochs and phases, pictures of exemplars, and histograms of phi. A view of the run that may be
/// deleted; metrics.jsonl is the record. A run that is resumed adds a file, whose points replace those of epochs that are done again.
/// </summary>
public sealed class TensorBoardLog : IDisposable
{
    private readonly SummaryWriter _writer;

    /// <summary>Starts an event file in the run's folder.</summary>
    public TensorBoardLog(RunFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        Directory.CreateDirectory(folder.TensorBoardFolder);
        _writer = utils.tensorboard.SummaryWriter(folder.TensorBoardFolder, createRunName: false);
    }

    /// <summary>Adds an epoch's figures.</summary>
    /// <param name="metrics">The epoch.</param>
    /// <param name="step">Its number in the whole run.</param>
    public void Record(EpochMetrics metrics, int step)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        foreach (var (name, value) in metrics.Values)
            _writer.add_scalar($"{metrics.Stage}/{name}", (float)value, step);
    }

    /// <summary>Adds a phase's scores and memory use.</summary>
    public void Record(PhaseResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var step = result.Phase.Index;
        foreach (var (network, scores) in result.Scores)
        {
            _writer.add_scalar($"phase/{network} top-1", (float)scores.Top1, step);
            _writer.add_scalar($"phase/{network} top-k", (float)scores.TopK, step);
        }
        _writer.add_scalar("phase/exemplars", result.Memory.ExemplarCount, step);
        _writer.add_scalar("phase/budget used, percent", (float)result.BudgetUsePercent, step);
    }

    /// <summary>Adds the first picture of each new class (image, heatmap, stored) and the histograms of phi.</summary>
    public void Record(Phase phase, IReadOnlyList<GalleryPicture> gallery, Learner learner)
    {
        ArgumentNullException.ThrowIfNull(phase);
        ArgumentNullException.ThrowIfNull(gallery);
        ArgumentNullException.ThrowIfNull(learner);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        foreach (var picture in gallery.Where(picture => picture.Rank == 0))
        {
            byte[][] parts = [.. new[] { picture.Image, picture.Heatmap, picture.Stored }.OfType<byte[]>()];
            _writer.add_img($"masks/{picture.ClassName}", cat(parts.Select(part => PixelsOf(part, picture.Source)).ToList(), 2), phase.Index);
        }
        foreach (var (name, parameter) in learner.Branches[^1].named_parameters().Where(entry => learner.Branches[^1].Phi.Contains(entry.parameter, ReferenceEqualityComparer.Instance)))
            _writer.add_histogram($"phi/{name}", parameter.detach().cpu(), phase.Index);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => (_writer as IDisposable)?.Dispose();

    /// <summary>[3, H, W] bytes.</summary>
    private static Tensor PixelsOf(byte[] webP, string name)
    {
        var picture = ImageCodec.Decode(webP, name);
        return tensor(picture.Pixels.ToArray()).view(picture.Height, picture.Width, 3).permute(2, 0, 1).contiguous();
    }
}
