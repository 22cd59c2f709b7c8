using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace CimCil.Exemplars;

/// <summary>
/// XXH3 checksums of what the store holds. The pixels of an exemplar have one, verified at every load; its other columns have
/// another, which covers the first and is verified when the store is opened.
/// </summary>
internal static class ExemplarChecksum
{
    /// <summary>Of the two encoded halves, in order; an absent half counts as empty.</summary>
    public static long OfPixels(ReadOnlySpan<byte> foreground, ReadOnlySpan<byte> background) =>
        (long)XxHash3.HashToUInt64(background, (long)XxHash3.HashToUInt64(foreground));

    /// <summary>Of all columns but the pixels.</summary>
    public static long Of(ExemplarEntry entry) => OfColumns(
        entry.Id, entry.Label, entry.Rank, entry.Phase, entry.ClassName, entry.Source, entry.Height, entry.Width,
        entry.Box.Top, entry.Box.Bottom, entry.Box.Left, entry.Box.Right, entry.Ratios.Background, entry.Ratios.Foreground, entry.Cost,
        entry.ForegroundCodec, entry.BackgroundCodec, entry.ByteCount, entry.PixelChecksum);

    /// <summary>Of all columns.</summary>
    public static long Of(PhaseSummary summary) => OfColumns(
        summary.Phase, summary.SeenClassCount, summary.Budget.ToString(), summary.Share, summary.ExemplarCount,
        summary.ImageEquivalents, summary.ByteCount, summary.MeanBoxShare, summary.AddedCount, summary.DroppedCount, summary.ShareRule, summary.FileByteCount);

    /// <summary>Values as text, each with its length in front, so that no two rows read alike.</summary>
    private static long OfColumns(params ReadOnlySpan<object?> values)
    {
        var text = new StringBuilder();
        foreach (var value in values)
        {
            var column = value switch
            {
                null => null,
                double number => number.ToString("R", CultureInfo.InvariantCulture),
                _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
            };
            text.Append(column?.Length ?? -1).Append(':').Append(column).Append(';');
        }
        return (long)XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text.ToString()));
    }
}
