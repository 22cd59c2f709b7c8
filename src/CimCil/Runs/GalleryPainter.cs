using CimCil.Configuration;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Learners;
using CimCil.Masking;

namespace CimCil.Runs;

/// <summary>Paints the first exemplars of each new class: image, heatmap and what is stored. The run's numbers do not depend on it.</summary>
/// <param name="mask">Whether there are heatmaps, and of which kind.</param>
/// <param name="data">The side that pictures are squashed to for heatmaps.</param>
/// <param name="loading">How images are loaded.</param>
public sealed class GalleryPainter(MaskConfig mask, DatasetConfig data, Loading loading)
{
    /// <summary>Longer side of a picture at most.</summary>
    private const int Side = 96;

    /// <summary>Pictures of a phase, about: with many classes each has fewer.</summary>
    private const int PicturesPerPhase = 120;

    private const int MostPerClass = 3;

    /// <summary>The pictures of a phase's new classes, by label and rank.</summary>
    /// <remarks>Puts the learner into evaluation mode.</remarks>
    public IReadOnlyList<GalleryPicture> Paint(Learner learner, Phase phase, ExemplarSnapshot memory, IReadOnlyList<Sample> samples)
    {
        ArgumentNullException.ThrowIfNull(phase);
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(samples);
        var perClass = Math.Clamp(PicturesPerPhase / phase.NewClassCount, 1, MostPerClass);
        var chosen = memory.Images.Where(image => phase.IsNew(image.Entry.Label) && image.Entry.Rank < perClass).ToList();
        var byName = samples.GroupBy(sample => (sample.Label, sample.Image.Name)).ToDictionary(group => group.Key, group => group.First());
        var sources = chosen.Select(image => byName[(image.Entry.Label, image.Entry.Source)]).ToList();
        var heatmaps = mask is BoxMaskConfig config ? new BoxFinder(config, data, loading).Heatmaps(learner, sources) : new HeatmapPicture?[sources.Count];
        return [.. chosen.Select((exemplar, i) => Paint(exemplar, sources[i].Image, heatmaps[i]))];
    }

    private static GalleryPicture Paint(ExemplarImage exemplar, DatasetImage source, HeatmapPicture? heatmap)
    {
        var entry = exemplar.Entry;
        var image = Shrunk(source.Load());
        return new GalleryPicture
        {
            Label = entry.Label,
            ClassName = entry.ClassName,
            Source = entry.Source,
            Rank = entry.Rank,
            Height = entry.Height,
            Width = entry.Width,
            Box = entry.Box,
            TrueBox = source.TrueBox,
            Cost = entry.Cost,
            ByteCount = entry.ByteCount,
            Image = ImageCodec.EncodePreview(image),
            Heatmap = heatmap is null ? null : ImageCodec.EncodePreview(Overlay(image, heatmap)),
            Stored = ImageCodec.EncodePreview(Shrunk(exemplar.Load())),
        };
    }

    private static RgbImage Shrunk(RgbImage picture)
    {
        var longer = Math.Max(picture.Height, picture.Width);
        if (longer <= Side)
            return picture;
        var small = new RgbImage();
        new Resampling().Resize(picture, Math.Max(1, picture.Height * Side / longer), Math.Max(1, picture.Width * Side / longer), small);
        return small;
    }

    /// <summary>Half the grey picture, half the heat: blue is cold, yellow is hot, and their brightness says the same.</summary>
    private static RgbImage Overlay(RgbImage picture, HeatmapPicture heatmap)
    {
        var painted = new RgbImage();
        painted.Reshape(picture.Height, picture.Width);
        for (var row = 0; row < picture.Height; row++)
        {
            for (var column = 0; column < picture.Width; column++)
            {
                var heat = heatmap.At((row + 0.5) / picture.Height, (column + 0.5) / picture.Width);
                var at = ((row * picture.Width) + column) * 3;
                var grey = (picture.Pixels[at] + picture.Pixels[at + 1] + picture.Pixels[at + 2]) / 3.0;
                painted.Pixels[at] = (byte)((grey + (255 * heat)) / 2);
                painted.Pixels[at + 1] = (byte)((grey + (30 + (200 * heat))) / 2);
                painted.Pixels[at + 2] = (byte)((grey + (120 * (1 - heat))) / 2);
            }
        }
        return painted;
    }
}
