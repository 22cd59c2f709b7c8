using CimCil.Data;

namespace CimCil.Masking;

/// <summary>The boxes of a set of images.</summary>
/// <param name="Boxes">One per sample; null for an image that was left out as corrupt.</param>
/// <param name="FlatCount">Images without evidence, whose box is the whole image (decision 9).</param>
public sealed record FoundBoxes(IReadOnlyList<SizedBox?> Boxes, int FlatCount)
{
    /// <summary>tau; null where no heatmap was used.</summary>
    public double? Threshold { get; init; }

    /// <summary>
    /// The mean share of the true object box that the box covers, over images whose true box is known; null when none is.
    /// </summary>
    public double? TrueBoxCoverage(IReadOnlyList<Sample> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return CoverageOf(samples, [.. Boxes.Select(box => box?.Box)]);
    }

    /// <summary>The same of boxes without the size of their images.</summary>
    internal static double? CoverageOf(IReadOnlyList<Sample> samples, IReadOnlyList<Box?> boxes)
    {
        double[] covered =
        [
            .. samples.Zip(boxes, (sample, box) => (sample.Image.TrueBox, Box: box))
                .Where(pair => pair is { TrueBox.Area: > 0, Box: not null })
                .Select(pair => (double)pair.TrueBox!.Value.Intersect(pair.Box!.Value).Area / pair.TrueBox.Value.Area),
        ];
        return covered.Length == 0 ? null : covered.Average();
    }

    /// <summary>The mean share of the image that the boxes take.</summary>
    public double MeanShare => Boxes.OfType<SizedBox>().Select(box => box.Box.ShareOf(box.Height, box.Width)).DefaultIfEmpty().Average();
}
