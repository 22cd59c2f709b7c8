using System.CommandLine;
using System.Globalization;
using CimCil.Cli.Progress;
using CimCil.Cli.Screens;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Galleries;
using CimCil.Onnx;
using CimCil.Reporting;

namespace CimCil.Cli.Commands;

/// <summary><c>cimcil mask</c>: boxes, compressed images and overlays for a folder of images. Needs no libtorch.</summary>
internal static class MaskCommand
{
    private static readonly Option<string> Out = new("--out") { HelpName = "DIR", Description = "The folder of the results; usually masks. An interrupted one is gone on with." };

    private static readonly Option<bool> Gallery = new("--overlay") { Description = "Show the boxes too: overlay/*.png and gallery.html." };

    private static readonly Option<bool> BoxesOnly = new("--boxes-only") { Description = "Write boxes.jsonl alone, no images." };

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "mask",
            "Find the boxes of images with a mask model, and compress what is outside them.",
            "cimcil mask --model mask.onnx --images photos --out masks",
            "cimcil mask --model mask.onnx --images photos --labels predicted --provider directml --overlay --on-corrupt skip");
        var options = new MaskOptions();
        options.AddTo(command);
        command.Add(Out);
        command.Add(Gallery);
        command.Add(BoxesOnly);
        command.SetAction((parsed, cancellation) =>
        {
            var overlay = parsed.GetValue(Gallery) ? Overlay.Written : Overlay.Omitted;
            if (parsed.GetValue(BoxesOnly) && overlay == Overlay.Written)
                throw new ConfigurationException("--boxes-only writes no images, and --overlay asks for some. Leave one of them out.");
            var folder = parsed.GetValue(Out) ?? "masks";
            if (Directory.Exists(folder) && ReportPlace.KindOf(folder) is { } kind)
                throw new ConfigurationException($"{folder} is the folder of a {kind}, and boxes and images would lie among its files. Choose another folder with --out DIR.");
            Run(options.Read(parsed, folder, cancellation), folder, overlay, parsed.GetValue(BoxesOnly), parsed.Screen());
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Run(MaskJob job, string folder, Overlay overlay, bool boxesOnly, Screen screen)
    {
        MakeFolder(folder);
        var writer = new ImageWriter(folder, job.Ratios, job.Loading);
        var images = job.FindBoxes(Path.Combine(folder, BoxFile.Name), screen, found =>
        {
            if (!boxesOnly)
                writer.Write(found, overlay);
        }, writer.Remove);
        // Their boxes were known: from --boxes-only, from a call without --overlay, or they were removed since.
        if (!boxesOnly && images.Where(image => !writer.Has(image, overlay)).ToList() is { Count: > 0 } missing)
            writer.Write(missing, overlay);
        if (overlay == Overlay.Written)
            BoxGallery.Write(folder, images, job.Model.Info.ClassNames, job.Ratios);
        var shares = images.Select(image => image.Box.ShareOf(image.Height, image.Width)).DefaultIfEmpty().Average();
        var cost = images.Select(image => BoxCompression.Cost(image.Box, image.Height, image.Width, job.Ratios)).DefaultIfEmpty().Average();
        screen.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Words.Count(images.Count, "image")} in {folder}: mean box share {shares:F2}, mean cost {cost:F2} image equivalents; {Words.Count(images.Count(image => image.IsFlat), "flat heatmap")}, {Words.Count(job.Loading.CorruptImages.Count, "image")} left out."));
    }

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConfigurationException($"The folder {folder} cannot be made: {failure.Message} Choose another place with --out DIR.");
        }
    }
}
