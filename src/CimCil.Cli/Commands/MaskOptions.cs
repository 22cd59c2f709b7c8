using System.CommandLine;
using System.Globalization;
using CimCil.Configuration;
using CimCil.Data;
using CimCil.Foundation;
using CimCil.Onnx;

namespace CimCil.Cli.Commands;

/// <summary>The options that say which model runs where and on which images, shared by <c>mask</c> and <c>compress</c>.</summary>
internal sealed class MaskOptions
{
    private readonly Option<string> _model = new("--model") { HelpName = "FILE", Description = "The mask model that 'cimcil export' wrote, or a folder with one.", Required = true };

    private readonly Option<string> _images = new("--images") { HelpName = "DIR", Description = "The folder of the images; folders in it are looked through.", Required = true };

    private readonly Option<string> _labels = new("--labels") { HelpName = "folders|predicted|FILE.csv", Description = "Where classes come from; usually the folder that an image lies in." };

    private readonly Option<string> _provider = new("--provider") { HelpName = "auto|directml|cuda|cpu", Description = "What computes; usually auto, the first of DirectML, CUDA and the CPU that works." };

    private readonly Option<string> _adapter = new("--adapter") { HelpName = "INDEX|NAME", Description = "Which GPU; usually the first. 'cimcil adapters' lists them." };

    private readonly Option<string> _cpuNodes = new("--cpu-nodes") { HelpName = "refuse|allow", Description = "Whether single operations may run on the CPU where a GPU was asked for; usually refuse." };

    private readonly Option<string> _batchSize = new("--batch-size") { HelpName = "N", Description = "Images per step, 1 to 4096; usually 16. Halved when a GPU runs out of memory." };

    private readonly Option<string> _threshold = new("--threshold") { HelpName = "TAU", Description = "The mask threshold, 0 to 1; usually the model's." };

    private readonly Option<string> _ratio = new("--compression-ratio") { HelpName = "ETA", Description = "The area ratio outside the box, 1 to 1024; usually the model's." };

    private readonly Option<string> _corrupt = new("--on-corrupt") { HelpName = "stop|skip", Description = "What happens at an image that cannot be decoded; usually stop." };

    private readonly Option<string> _rotation = new("--exif-rotation") { HelpName = "ignore|apply", Description = "Whether images are turned as they ask viewers to (EXIF); usually ignore, as in torchvision. Take what the model was trained with (data.exifRotation)." };

    private readonly Option<string> _workers = new("--workers") { HelpName = "N", Description = "Threads that load and write images, 1 to 256; usually one per core." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _model, _images, _labels, _provider, _adapter, _cpuNodes, _batchSize, _threshold, _ratio, _corrupt, _rotation, _workers })
            command.Add(option);
    }

    /// <summary>Reads all that was typed, and opens the model and lists the images.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="output">Where the results go.</param>
    /// <param name="cancellation">Stops the loading.</param>
    /// <exception cref="CimCilException">Something of it cannot be used.</exception>
    public MaskJob Read(ParseResult parsed, string output, CancellationToken cancellation)
    {
        var session = new MaskSessionOptions
        {
            Provider = ProviderChoice.Parse(parsed.GetValue(_provider) ?? "auto", parsed.GetValue(_adapter)),
            BatchSize = Whole(parsed, _batchSize, 16, 4096),
            CpuNodes = Choice(parsed, _cpuNodes, "refuse", "allow") == 0 ? CpuNodes.Refuse : CpuNodes.Allow,
        };
        var policy = Choice(parsed, _corrupt, "stop", "skip") == 0 ? CorruptImagePolicy.Stop : CorruptImagePolicy.Skip;
        var rotation = Choice(parsed, _rotation, "ignore", "apply") == 0 ? ExifRotation.Ignore : ExifRotation.Apply;
        var labels = LabelSource.Parse(parsed.GetValue(_labels) ?? "folders");
        var workers = Whole(parsed, _workers, Environment.ProcessorCount, 256);
        var model = MaskModel.Open(NamedFile.OfModel(parsed.GetRequiredValue(_model)));
        var images = parsed.GetRequiredValue(_images);
        return new MaskJob(
            model,
            images,
            rotation,
            labels,
            ImageFolder.List(images, labels, model.Info.ClassNames, rotation, output, message => parsed.Screen().WriteLine(message)),
            Number(parsed, _threshold, model.Info.Threshold, 0, 1),
            model.Info.Ratios with { Background = Number(parsed, _ratio, model.Info.Ratios.Background, 1, 1024) },
            session,
            new Loading(new RandomStreams(0), workers, new CorruptImageLog(policy), cancellation));
    }

    private static int Choice(ParseResult parsed, Option<string> option, params string[] choices)
    {
        if (parsed.GetValue(option) is not { } typed)
            return 0;
        var place = Array.IndexOf(choices, typed);
        return place >= 0 ? place : throw new ConfigurationException($"{option.Name} cannot be '{typed}': it is {string.Join(" or ", choices)}.");
    }

    private static int Whole(ParseResult parsed, Option<string> option, int usual, int most)
    {
        if (parsed.GetValue(option) is not { } typed)
            return usual;
        return int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= most
            ? value
            : throw new ConfigurationException($"{option.Name} cannot be '{typed}': it is a whole number from 1 to {most}.");
    }

    private static double Number(ParseResult parsed, Option<string> option, double usual, double least, double most)
    {
        if (parsed.GetValue(option) is not { } typed)
            return usual;
        return double.TryParse(typed, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new ConfigurationException(FormattableString.Invariant($"{option.Name} cannot be '{typed}': it is a number from {least} to {most}."));
    }
}
