using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace CimCil.Exemplars;

/// <summary>
/// By what a run knows its memory again: what each phase left, and which exemplars are held, by their pixels' checksums. Nothing of the
/// pixels is read.
/// </summary>
/// <param name="Phase">The phase that it is the state after; -1 before the first one.</param>
/// <param name="Phases">XXH3 (128 bit, hexadecimal) of the summaries of the phases.</param>
/// <param name="Exemplars">The same of the exemplars.</param>
internal sealed record MemoryFingerprint(int Phase, string Phases, string Exemplars)
{
    /// <summary>The fingerprint of a memory.</summary>
    public static MemoryFingerprint Of(ExemplarSnapshot memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return new MemoryFingerprint(memory.LastPhase, OfPhases(memory, memory.Phases.Count), OfExemplars(memory.Entries));
    }

    /// <summary>Whether a memory is this one, or what the next phase made of it.</summary>
    public bool LeadsTo(ExemplarSnapshot memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        return memory.LastPhase == Phase
            ? this == Of(memory)
            // What the next phase dropped of the older exemplars nobody knows any more; what the phases before it left is on record.
            : memory.LastPhase == Phase + 1 && Phases == OfPhases(memory, memory.Phases.Count - 1);
    }

    private static string OfPhases(ExemplarSnapshot memory, int count) => Hash(memory.Phases.Take(count).Select(phase => string.Create(
        CultureInfo.InvariantCulture,
        $"{phase.Phase} {phase.SeenClassCount} {phase.Budget} {phase.Share:R} {phase.ExemplarCount} {phase.ImageEquivalents:R} {phase.ByteCount} {phase.MeanBoxShare:R} {phase.AddedCount} {phase.DroppedCount}")));

    private static string OfExemplars(IEnumerable<ExemplarEntry> entries) => Hash(entries.Select(entry => string.Create(
        CultureInfo.InvariantCulture, $"{entry.Id} {entry.Label} {entry.Rank} {entry.Phase} {entry.PixelChecksum} {entry.Source}")));

    private static string Hash(IEnumerable<string> lines)
    {
        var hash = new XxHash128();
        foreach (var line in lines)
            hash.Append(Encoding.UTF8.GetBytes($"{line}\n"));
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
