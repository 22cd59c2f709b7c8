using CimCil.Configuration;
using CimCil.Data;

namespace CimCil.Exemplars;

/// <summary>An image that may become an exemplar.</summary>
/// <param name="Image">The image, such as a <see cref="MemoryImage"/>; its name is what the memory knows it by.</param>
/// <param name="Height">Rows of the image.</param>
/// <param name="Width">Columns of the image.</param>
/// <param name="Label">Its class, as position in the class order.</param>
/// <param name="ClassName">The name of that class.</param>
/// <param name="Box">The box that keeps its pixels; null to keep the image whole.</param>
/// <param name="Features">The features of the image as it will replay, [D].</param>
public sealed record ExemplarCandidate(DatasetImage Image, int Height, int Width, int Label, string ClassName, Box? Box, ReadOnlyMemory<float> Features)
{
    /// <summary>The candidates of each class, in the order of labels.</summary>
    internal static IEnumerable<ClassCandidates> ByClass(IReadOnlyList<ExemplarCandidate> candidates, CompressionRatios ratios, MemoryConfig memory)
    {
        if (candidates.Any(candidate => candidate is null))
            throw new ArgumentException("A candidate is null: each is an image with its class.", nameof(candidates));
        var codecs = ExemplarCodecs.Of(memory);
        if (candidates.Select(candidate => candidate.Features.Length).Distinct().Count() > 1)
            throw new ArgumentException($"The features have the lengths {string.Join(", ", candidates.Select(candidate => candidate.Features.Length).Distinct().Order())}: those of one model have one length.", nameof(candidates));
        foreach (var group in candidates.GroupBy(candidate => candidate.Label).OrderBy(group => group.Key))
        {
            string[] names = [.. group.Select(candidate => candidate.ClassName).Distinct(StringComparer.Ordinal)];
            if (names.Length > 1)
                throw new ArgumentException($"Label {group.Key} is called {names[0]} and {names[1]}: a class has one name.", nameof(candidates));
            CompressedImage[] images = [.. group.Select(candidate => candidate.Compressed(ratios, codecs))];
            yield return new ClassCandidates(group.Key, names[0], images, FeatureRows.Of([.. group.SelectMany(candidate => candidate.Features.ToArray())], images.Length));
        }
    }

    private CompressedImage Compressed(CompressionRatios ratios, ExemplarCodecs codecs) => Box is { } box
        ? new CompressedImage(Image, box, Height, Width, ratios, codecs)
        : CompressedImage.Whole(Image, codecs);
}
