using System.Diagnostics;
using System.Globalization;
using CimCil.Cli.Progress;
using CimCil.Cli.Screens;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Onnx;

namespace CimCil.Cli.Commands;

/// <summary>Images whose boxes are to be found, and how.</summary>
internal sealed record MaskJob(
    MaskModel Model,
    string Folder,
    ExifRotation Rotation,
    LabelSource Labels,
    IReadOnlyList<(ImageFile Image, int? Label)> Images,
    double Threshold,
    CompressionRatios Ratios,
    MaskSessionOptions Session,
    Loading Loading)
{
    private static readonly TimeSpan BetweenReports = TimeSpan.FromSeconds(2);

    /// <summary>Finds the boxes that the file does not hold yet and adds them to it.</summary>
    /// <param name="path">The file of boxes.</param>
    /// <param name="screen">Takes the progress.</param>
    /// <param name="onFound">Called with the images of a step before their boxes are in the file.</param>
    /// <param name="onDropped">Called with images that are gone or have changed, before their boxes are taken out of the file.</param>
    /// <returns>All images with boxes, in the order of their names; those of an earlier, interrupted call too.</returns>
    public IReadOnlyList<MaskedImage> FindBoxes(string path, Screen screen, Action<IReadOnlyList<MaskedImage>> onFound, Action<IReadOnlyList<MaskedImage>> onDropped)
    {
        using var file = BoxFile.Open(path, Folder, Rotation, Model, Labels, Threshold, Ratios);
        DropOutdated(file, screen, onDropped);
        var known = file.Found.ToDictionary(image => image.Image.Name, StringComparer.Ordinal);
        var open = Images.Where(entry => !known.ContainsKey(entry.Image.Name)).ToArray();
        if (known.Count > 0)
            screen.WriteLine($"Going on with {path}: {known.Count} of {Words.Count(Images.Count, "image is", "images are")} done.");
        if (open.Length > 0)
            Find(open, file, known, screen, onFound);
        TellLeftOut(screen);
        return [.. Images.Where(entry => known.ContainsKey(entry.Image.Name)).Select(entry => known[entry.Image.Name])];
    }

    /// <summary>Names the images that were left out since the last time.</summary>
    public void TellLeftOut(Screen screen)
    {
        foreach (var (name, reason) in Loading.CorruptImages.TakeUntold())
            screen.WriteLine($"Left out {name}: {reason.Replace(ImageCodec.Fix, "replace the file, or leave it out as it is", StringComparison.Ordinal)}");
    }

    /// <summary>An image that cannot be used, in the words of these commands: those that train have other options.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="path">The file of boxes that is gone on with.</param>
    public static CimCilException GoneOnWith(DataException failure, string path) =>
        new($"{failure.Message.Replace("--set data.onCorruptImage=skip", "--on-corrupt skip", StringComparison.Ordinal)} What is done stays in {path}; the same command goes on with it.", failure);

    /// <summary>A box is of the image that it was found on: where that is gone or another now, or of another class, the box is not gone on with.</summary>
    private void DropOutdated(BoxFile file, Screen screen, Action<IReadOnlyList<MaskedImage>> onDropped)
    {
        var listed = Images.ToDictionary(entry => entry.Image.Name, entry => entry.Label, StringComparer.Ordinal);
        var gone = file.Found.Where(image => !listed.ContainsKey(image.Image.Name)).ToList();
        var changed = file.Found.Except(gone).AsParallel().AsOrdered().WithDegreeOfParallelism(Loading.WorkerCount).WithCancellation(Loading.Cancellation)
            .Where(image => (listed[image.Image.Name] ?? image.Label) != image.Label || image.Image.Stamp is not { } stamp || FileStamp.Of(image.Image.FullPath) != stamp).ToList();
        if (gone.Count + changed.Count == 0)
            return;
        onDropped([.. gone, .. changed]);
        file.Drop([.. gone, .. changed]);
        if (gone.Count > 0)
            screen.WriteLine($"Dropped {Words.Count(gone.Count, "box", "boxes")} of images that are not there any more.");
        if (changed.Count > 0)
            screen.WriteLine($"{Words.Count(changed.Count, "image has", "images have")} changed since the box was found, and {(changed.Count == 1 ? "is" : "are")} done again.");
    }

    private void Find(
        (ImageFile Image, int? Label)[] open, BoxFile file, Dictionary<string, MaskedImage> known, Screen screen, Action<IReadOnlyList<MaskedImage>> onFound)
    {
        using var masker = new ImageMasker(Model, Labels, Threshold, Session, Loading, message => screen.WriteLine(message));
        var (clock, reported, done) = (Stopwatch.StartNew(), TimeSpan.Zero, 0);
        try
        {
            foreach (var images in masker.Find(open))
            {
                onFound(images);
                file.Add(images);
                foreach (var image in images)
                    known.Add(image.Image.Name, image);
                done += images.Count;
                if (clock.Elapsed - reported < BetweenReports && done < open.Length)
                    continue;
                reported = clock.Elapsed;
                screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done:N0} of {open.Length:N0} images, {done / clock.Elapsed.TotalSeconds:F1} per second, {Words.Duration(clock.Elapsed)}"));
            }
        }
        catch (OperationCanceledException stopped)
        {
            throw new CimCilException($"Stopped. What is done stays in {file.Path}; the same command goes on with it.", stopped);
        }
        catch (DataException failure)
        {
            throw GoneOnWith(failure, file.Path);
        }
    }
}
