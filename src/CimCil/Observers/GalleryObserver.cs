using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Masking;
using CimCil.Runs;

namespace CimCil.Observers;

/// <summary>Paints the first exemplars of each new class into the run folder: image, heatmap and what is stored.</summary>
/// <param name="folder">Takes the images.</param>
/// <param name="policy">Whether there are heatmaps, and of which pass.</param>
/// <param name="data">The side that images are squashed to for heatmaps.</param>
/// <param name="loading">How images are loaded.</param>
internal sealed class GalleryObserver(RunFolder folder, MaskPolicy policy, DatasetConfig data, Loading loading) : RunObserver
{
    /// <summary>Longer side of an image at most.</summary>
    private const int Side = 96;

    /// <summary>Images of a phase, about: with many classes each has fewer.</summary>
    private const int ImagesPerPhase = 120;

    private const int MostPerClass = 3;

    /// <inheritdoc/>
    public override void MemoryFilled(FilledPhase phase)
    {
        var perClass = Math.Clamp(ImagesPerPhase / phase.Phase.NewClassCount, 1, MostPerClass);
        var chosen = phase.Memory.Images.Where(image => phase.Phase.IsNew(image.Entry.Label) && image.Entry.Rank < perClass).ToList();
        var byName = phase.NewSamples.GroupBy(sample => (sample.Label, sample.Image.Name)).ToDictionary(group => group.Key, group => group.First());
        var sources = chosen.Select(image => byName[(image.Entry.Label, image.Entry.Source)]).ToList();
        var heatmaps = new BoxFinder(policy, data, loading).Heatmaps(phase.Network, sources);
        folder.RecordGallery(phase.Phase.Index, [.. chosen.Select((exemplar, i) => Paint(exemplar, sources[i].Image, heatmaps[i]))]);
    }

    private static GalleryImage Paint(ExemplarImage exemplar, DatasetImage source, HeatmapImage? heatmap)
    {
        var entry = exemplar.Entry;
        var image = Shrunk(source.Load());
        return new GalleryImage
        {
            Label = entry.Label,
            ClassName = entry.ClassName,
            Source = entry.Source,
            Rank = entry.Rank,
            Height = entry.Height,
            Width = entry.Width,
            Box = entry.Box,
            TrueBox = source.TrueBox,
            Ratios = entry.Ratios,
            Cost = entry.Cost,
            ByteCount = entry.ByteCount,
            Image = ImageCodec.EncodePreview(image),
            Heatmap = heatmap is null ? null : ImageCodec.EncodePreview(Overlay(image, heatmap)),
            Stored = ImageCodec.EncodePreview(Shrunk(exemplar.Load())),
        };
    }

    private static RgbImage Shrunk(RgbImage image)
    {
        var longer = Math.Max(image.Height, image.Width);
        if (longer <= Side)
            return image;
        var small = new RgbImage();
        new Resampling().Resize(image, Math.Max(1, image.Height * Side / longer), Math.Max(1, image.Width * Side / longer), small);
        return small;
    }

    private static RgbImage Overlay(RgbImage image, HeatmapImage heatmap) =>
        HeatPalette.Overlay(image, (row, column) => heatmap.At((row + 0.5) / image.Height, (column + 0.5) / image.Width));
}
