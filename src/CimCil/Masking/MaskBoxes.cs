using CimCil.Data;
using static TorchSharp.torch;

namespace CimCil.Masking;

/// <summary>From heatmaps to 0-1 masks to the tightest box around all masked pixels (algorithm, section 5).</summary>
internal static class MaskBoxes
{
    /// <summary>The mask of resized heatmaps: strictly above tau as a float32.</summary>
    /// <param name="heatmaps">[N, H, W].</param>
    /// <param name="threshold">tau in [0, 1].</param>
    /// <returns>[N, H, W] bool; NaN is not above anything.</returns>
    public static Tensor Mask(Tensor heatmaps, double threshold)
    {
        ArgumentNullException.ThrowIfNull(heatmaps);
        return heatmaps > (float)threshold;
    }

    /// <summary>The tight box of each mask, as [N, 4] int64 (top, bottom, left, right), on the masks' device; all 0 for an empty mask.</summary>
    /// <param name="masks">[N, H, W] bool.</param>
    public static Tensor TightBoxes(Tensor masks)
    {
        ArgumentNullException.ThrowIfNull(masks);
        using var scope = NewDisposeScope();
        var (top, bottom) = Extent(masks.any(2));
        var (left, right) = Extent(masks.any(1));
        return stack([top, bottom, left, right], 1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The boxes of a batch of heatmaps at the images' own sizes; one transfer from the device for the whole batch. A flat
    /// heatmap is no evidence for any place, so its box is the whole image (decision 9).
    /// </summary>
    /// <param name="heatmap">Normalised heatmaps of N images.</param>
    /// <param name="sizes">Height and width of each image.</param>
    /// <param name="threshold">tau.</param>
    public static IReadOnlyList<Box> Find(Heatmap heatmap, IReadOnlyList<(int Height, int Width)> sizes, double threshold)
    {
        ArgumentNullException.ThrowIfNull(heatmap);
        ArgumentNullException.ThrowIfNull(sizes);
        using var scope = NewDisposeScope();
        var groups = Enumerable.Range(0, sizes.Count).GroupBy(i => sizes[i]).Select(group => (Size: group.Key, Members: group.ToArray())).ToArray();
        var boxes = groups.Select(group =>
        {
            var members = tensor(group.Members.Select(i => (long)i).ToArray()).to(heatmap.Values.device);
            var resized = Heatmap.Resize(heatmap.Values.index_select(0, members), group.Size.Height, group.Size.Width);
            var flat = heatmap.Flat.index_select(0, members).to(ScalarType.Int64).unsqueeze(1);
            return cat([TightBoxes(Mask(resized, threshold)), flat], 1); // [n, 5]
        });
        var values = cat(boxes.ToArray(), 0).cpu().data<long>().ToArray();
        var found = new Box[sizes.Count];
        foreach (var (i, row) in groups.SelectMany(group => group.Members).Select((i, row) => (i, row * 5)))
        {
            found[i] = values[row + 4] != 0
                ? Box.Whole(sizes[i].Height, sizes[i].Width)
                : new Box((int)values[row], (int)values[row + 1], (int)values[row + 2], (int)values[row + 3]);
        }
        return found;
    }

    /// <summary>First and one past the last true position of each row of [N, L]; 0 and 0 where there is none.</summary>
    private static (Tensor First, Tensor End) Extent(Tensor present)
    {
        var length = present.shape[1];
        var positions = arange(length, ScalarType.Int64, present.device).unsqueeze(0);
        var end = where(present, positions + 1, zeros_like(positions)).amax([1]);
        var first = where(present, positions, full_like(positions, length)).amin([1]);
        return (minimum(first, end), end);
    }
}
