using CimCil.Configuration;
using CimCil.Data;
using CimCil.Masking;
using CimCil.Networks;

namespace Flags;

/// <summary>The boxes of another source, each with a margin as far as its image has room.</summary>
/// <param name="source">Finds the boxes.</param>
/// <param name="margin">What a box gets on each side, as a share of that side.</param>
public sealed class MarginBoxes(BoxSource source, double margin) : BoxSource
{
    /// <inheritdoc/>
    public override ActivationPath? HeatmapPath => source.HeatmapPath;

    /// <inheritdoc/>
    public override double? Threshold => source.Threshold;

    /// <inheritdoc/>
    public override BoxSource? Plain => source.Plain is { } plain ? new MarginBoxes(plain, margin) : null;

    /// <inheritdoc/>
    public override FoundBoxes Find(IncrementalNetwork network, IReadOnlyList<Sample> samples, DatasetConfig data, Loading loading, int batchSize)
    {
        var found = source.Find(network, samples, data, loading, batchSize);
        return found with { Boxes = [.. found.Boxes.Select(box => box is { } tight ? Widen(tight) : (SizedBox?)null)] };
    }

    private SizedBox Widen(SizedBox tight)
    {
        var box = tight.Box;
        var (rows, columns) = ((int)Math.Ceiling(margin * box.Height), (int)Math.Ceiling(margin * box.Width));
        var wide = new Box(box.Top - rows, box.Bottom + rows, box.Left - columns, box.Right + columns);
        return tight with { Box = wide.Intersect(Box.Whole(tight.Height, tight.Width)) };
    }
}
