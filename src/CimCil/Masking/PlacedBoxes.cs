using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Networks;

namespace CimCil.Masking;

/// <summary>Boxes that need no network: a rule gives the box of an image of a size.</summary>
/// <param name="place">The box within the image; chance comes from the given streams alone, so that the same image always gets the same box.</param>
public sealed class PlacedBoxes(Func<DatasetImage, (int Height, int Width), RandomStreams, Box> place) : BoxSource
{
    /// <summary>No pixel is kept: everything is downsampled.</summary>
    public static PlacedBoxes Empty { get; } = new((_, _, _) => Box.Empty);

    /// <summary>The true boxes of the objects.</summary>
    public static PlacedBoxes True { get; } = new((image, _, _) => image.TrueBox
        ?? throw new DataException($"{image.Name} does not know the true box of its object, which the oracle keeps: a dataset gives it (DatasetImage.TrueBox). Choose another mask.kind."));

    /// <inheritdoc/>
    public override FoundBoxes Find(IncrementalNetwork network, IReadOnlyList<Sample> samples, DatasetConfig data, Loading loading, int batchSize)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(loading);
        var boxes = new SizedBox?[samples.Count];
        // Images are loaded for their sizes, and so that corrupt ones are known.
        foreach (var batch in loading.InOrder(samples, ImagePipeline.ForBoxes(data), batchSize))
        {
            using var disposal = batch;
            for (var i = 0; i < batch.Count; i++)
            {
                var (index, size) = (batch.Indices[i], batch.Sizes[i]);
                boxes[index] = new SizedBox(place(samples[index].Image, size, loading.Streams), size.Height, size.Width);
            }
        }
        return new FoundBoxes(boxes, 0);
    }
}
