using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Learners;
using CimCil.Networks;
using static TorchSharp.torch;

namespace CimCil.Masking;

/// <summary>Finds the boxes of whole sets of images in batches, by the mask policy of the experiment (algorithm, section 5).</summary>
/// <param name="config">The policy.</param>
/// <param name="data">The side that pictures are squashed to.</param>
/// <param name="loading">How images are loaded.</param>
public sealed class BoxFinder(BoxMaskConfig config, DatasetConfig data, Loading loading)
{
    private readonly ImagePipeline _pipeline = ImagePipeline.ForBoxes(data);

    /// <summary>The box of each sample with the learner's present network; null for an image that was left out as corrupt.</summary>
    /// <remarks>Puts the learner into evaluation mode.</remarks>
    public FoundBoxes Find(Learner learner, IReadOnlyList<Sample> samples)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(samples);
        learner.Eval();
        var boxes = new SizedBox?[samples.Count];
        var flatCount = 0;
        using var noGradient = no_grad();
        using var fast = CpuConvolutions.AllowUnpadded(learner.Branches[0].Width);
        foreach (var batch in loading.InOrder(samples, _pipeline, config.HeatmapBatchSize))
        {
            using var disposal = batch;
            using var scope = NewDisposeScope();
            var sizes = batch.Sizes.ToArray();
            var found = BoxesOf(learner, batch, sizes, ref flatCount);
            for (var i = 0; i < batch.Count; i++)
                boxes[batch.Indices[i]] = new SizedBox(found[i], sizes[i].Height, sizes[i].Width);
        }
        return new FoundBoxes(boxes, flatCount);
    }

    /// <summary>The heatmap of each sample's own class, as the boxes are found from; null for an image that was left out, and for all where no heatmap is used.</summary>
    /// <remarks>Puts the learner into evaluation mode.</remarks>
    public IReadOnlyList<HeatmapPicture?> Heatmaps(Learner learner, IReadOnlyList<Sample> samples)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(samples);
        var pictures = new HeatmapPicture?[samples.Count];
        if (config is FullCompression)
            return pictures;
        learner.Eval();
        using var noGradient = no_grad();
        using var fast = CpuConvolutions.AllowUnpadded(learner.Branches[0].Width);
        foreach (var batch in loading.InOrder(samples, _pipeline, config.HeatmapBatchSize))
        {
            using var disposal = batch;
            using var scope = NewDisposeScope();
            var maps = HeatmapOf(learner, batch).Values.to(ScalarType.Float32).cpu();
            for (var i = 0; i < batch.Count; i++)
                pictures[batch.Indices[i]] = new HeatmapPicture((int)maps.shape[1], (int)maps.shape[2], maps[i].contiguous().data<float>().ToArray());
        }
        return pictures;
    }

    private Heatmap HeatmapOf(Learner learner, Batch batch)
    {
        var device = learner.Branches[0].Device;
        var active = learner.Activate(batch.ToImages(device), config is CimMask ? ForwardPass.Rational : ForwardPass.Relu);
        return Heatmap.Normalise(Heatmap.ClassActivation(active.Maps, learner.HeadWeight, batch.ToLabels(device)));
    }

    private IReadOnlyList<Box> BoxesOf(Learner learner, Batch batch, (int Height, int Width)[] sizes, ref int flatCount)
    {
        if (config is FullCompression)
            return new Box[batch.Count];
        var heatmap = HeatmapOf(learner, batch);
        var found = MaskBoxes.Find(heatmap, sizes, config.Threshold);
        flatCount += (int)heatmap.Flat.sum().item<long>();
        return found;
    }
}

/// <summary>The boxes of a set of images.</summary>
/// <param name="Boxes">One per sample; null for an image that was left out as corrupt.</param>
/// <param name="FlatCount">Images without evidence, whose box is the whole picture (decision 9).</param>
public sealed record FoundBoxes(IReadOnlyList<SizedBox?> Boxes, int FlatCount)
{
    /// <summary>The samples with their boxes, so that training may compress them.</summary>
    public IReadOnlyList<Sample> AddTo(IReadOnlyList<Sample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return [.. samples.Select((sample, i) => sample with { Box = Boxes[i]?.Box })];
    }

    /// <summary>
    /// The mean share of the true object box that the box covers, over images whose true box is known; null when none is.
    /// </summary>
    public double? TrueBoxCoverage(IReadOnlyList<Sample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        double[] covered =
        [
            .. samples.Zip(Boxes, (sample, box) => (sample.Image.TrueBox, box?.Box))
                .Where(pair => pair is { TrueBox.Area: > 0, Item2: not null })
                .Select(pair => (double)pair.TrueBox!.Value.Intersect(pair.Item2!.Value).Area / pair.TrueBox.Value.Area),
        ];
        return covered.Length == 0 ? null : covered.Average();
    }

    /// <summary>The mean share of the picture that the boxes take.</summary>
    public double MeanShare => Boxes.OfType<SizedBox>().Select(box => box.Box.ShareOf(box.Height, box.Width)).DefaultIfEmpty().Average();
}
