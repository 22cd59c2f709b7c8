using System.Globalization;
using CimCil.Data;
using CimCil.Exemplars;
using CimCil.Foundation;

namespace CimCil.Runs;

/// <summary>
/// The dataset of a run that is resumed: its classes must be those that the run began with, because a label is a place in their order,
/// and its images must be unless the user says otherwise.
/// </summary>
/// <param name="folder">The run.</param>
/// <param name="from">The checkpoint; null when there is none.</param>
internal sealed class ResumedDataset(RunFolder folder, LoadedCheckpoint? from)
{
    private const int MostNamed = 10;

    /// <summary>What the checkpoint was trained on; without one, what the manifest says.</summary>
    private readonly DatasetFingerprint? _known = from?.State.Dataset ?? folder.Dataset;

    /// <summary>Refuses a dataset of other classes.</summary>
    /// <exception cref="DataException">It has others; the message names them.</exception>
    public void RequireClasses(Dataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (_known is null)
            return;
        var (gone, added) = (_known.Classes.Except(dataset.ClassNames, StringComparer.Ordinal).ToList(), dataset.ClassNames.Except(_known.Classes, StringComparer.Ordinal).ToList());
        if (gone.Count + added.Count == 0)
            return;
        var changes = new[] { Few("gone", gone), Few("new", added) }.Where(change => change.Length > 0);
        var form = added.Any(name => gone.Any(other => name.Normalize() == other.Normalize())) ? ", some in another Unicode form of the same letters" : "";
        throw Refusal($"the dataset has other classes ({string.Join("; ", changes)}{form})");
    }

    /// <summary>Refuses a dataset whose classes come in another order, and one of other images unless those are accepted.</summary>
    /// <param name="found">The dataset as it is now.</param>
    /// <param name="changed">Whether other images are accepted.</param>
    /// <returns>What the user is to be told; null when everything is as it was.</returns>
    /// <exception cref="DataException">It is refused.</exception>
    public string? RequireImages(DatasetFingerprint found, ChangedImages changed)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (_known is null)
            return "This run began before CimCil recorded its images, so whether they are still the same cannot be told. They are recorded from here on.";
        if (!found.Classes.SequenceEqual(_known.Classes, StringComparer.Ordinal))
        {
            var label = found.Classes.Index().First(entry => entry.Item != _known.Classes[entry.Index]).Index;
            throw Refusal(string.Create(CultureInfo.InvariantCulture, $"the classes come in another order (label {label} was {_known.Classes[label]} and would be {found.Classes[label]})"));
        }
        if (found.HasTheImagesOf(_known))
            return null;
        var difference = string.Join("; ", new[] { Difference("training", _known.Train, found.Train), Difference("test", _known.Test, found.Test) }.Where(part => part.Length > 0));
        // Accepted before, and the run died before its next checkpoint.
        if (changed == ChangedImages.Accepted || (folder.Dataset is { } recorded && found.HasTheImagesOf(recorded) && (recorded.SeesContent || !_known.SeesContent)))
            return $"The run goes on with other images than those that it was trained on: {difference}.";
        throw new DataException(
            $"{folder.Path} was trained on other images than those that are there now ({difference}), and a run goes on with the images that it began with. "
            + "Put them back, or name the folder that holds them with --data DIR. To go on with the images as they are now add --other-images; the manifest then records it.");
    }

    /// <summary>Refuses a dataset whose labels are other classes than those of the memory; of an older run nothing else tells.</summary>
    /// <exception cref="DataException">A label of the memory is another class.</exception>
    public void RequireMemory(DatasetFingerprint found)
    {
        ArgumentNullException.ThrowIfNull(found);
        if (new FileInfo(folder.MemoryPath) is not { Exists: true, Length: > 0 })
            return;
        using var store = ExemplarStore.OpenReadOnly(folder.MemoryPath);
        if (store.Snapshot.Entries.FirstOrDefault(entry => entry.Label >= found.Classes.Count || found.Classes[entry.Label] != entry.ClassName) is not { } other)
            return;
        var here = other.Label < found.Classes.Count ? $"{found.Classes[other.Label]} in the dataset" : "none in the dataset";
        throw Refusal(string.Create(CultureInfo.InvariantCulture, $"label {other.Label} is {other.ClassName} in the memory and {here}"));
    }

    private DataException Refusal(string what) => new(
        $"{folder.Path} cannot go on: {what}, and a label is a place in the order of the classes that the run began with. "
        + "Put the class folders and lists back to what they were, or name the folder that holds them with --data DIR; for other classes start a new run.");

    private static string Difference(string part, ImageListFingerprint before, ImageListFingerprint now) => before.Matches(now)
        ? ""
        : before.HasTheListOf(now)
            ? $"the {Of(now)} of the {part} part have the same names and sizes, and other content"
            : (before.Count, before.ByteCount) == (now.Count, now.ByteCount)
                ? $"the {Of(now)} of the {part} part have other names or sizes"
                : $"the {part} part had {Of(before)} and has {Of(now)}";

    private static string Of(ImageListFingerprint list) => list.ByteCount == 0
        ? Counted.Of(list.Count, "image")
        : string.Create(CultureInfo.InvariantCulture, $"{Counted.Of(list.Count, "image")} of {list.ByteCount:N0} bytes");

    private static string Few(string word, List<string> names) => names.Count switch
    {
        0 => "",
        <= MostNamed => $"{word}: {string.Join(", ", names)}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{word}: {string.Join(", ", names.Take(MostNamed))} and {names.Count - MostNamed} more"),
    };
}
