using CimCil.Masking;

namespace CimCil.Configuration;

/// <summary>The rules that span several sections.</summary>
public abstract partial record Experiment
{
    /// <summary>A smaller map has no place to point at, and its heatmap is flat.</summary>
    private const int SmallestMap = 2;

    /// <summary>A rule over sections says nothing about values that are already refused one by one.</summary>
    private static bool Hold(ConfigSection first, ConfigSection second) => first.Validate().Count == 0 && second.Validate().Count == 0;

    [Rule("the phases must cover the classes of the dataset")]
    private static ConfigProblem? PhasesCoverTheDataset(Experiment experiment) =>
        Hold(experiment.Data, experiment.Phases) && experiment.Data.ExpectedClassCount is { } count && count != experiment.Phases.Classes
            ? ConfigProblem.At("phases.classes", $"{experiment.Phases.Classes}", $"The dataset has {count} {(count == 1 ? "class" : "classes")}: use phases.classes={count}.")
            : null;

    /// <summary>The tables of a store, and the rows and the index of one small exemplar.</summary>
    private const double EmptyStoreBytes = 32 * 1024;
    private const double SmallestClassBytes = 1024;

    [Rule("every class must have room for at least one uncompressed exemplar when all classes are seen")]
    private static ConfigProblem? BudgetHoldsEveryClass(Experiment experiment)
    {
        var classes = experiment.Phases.Classes;
        return !Hold(experiment.Phases, experiment.Memory) || experiment.Memory.Budget.Unit == BudgetUnit.Bytes || experiment.Memory.Budget.PerClass(classes) >= 1
            ? null
            : ConfigProblem.At("memory.budget", $"{experiment.Memory.Budget}", $"For {classes} classes use memory.budget={classes} or more, or 1/class or more.");
    }

    [Rule("a file of that size must hold the store's tables and 1 KiB for each class when all classes are seen")]
    private static ConfigProblem? FileHoldsEveryClass(Experiment experiment)
    {
        var classes = experiment.Phases.Classes;
        var least = EmptyStoreBytes + (SmallestClassBytes * classes);
        return !Hold(experiment.Phases, experiment.Memory) || experiment.Memory.Budget.Unit != BudgetUnit.Bytes || experiment.Memory.Budget.Amount >= least
            ? null
            : ConfigProblem.At("memory.budget", $"{experiment.Memory.Budget}", $"For {classes} classes use {Math.Ceiling(least / 1024)} KiB or more; what images need comes on top.");
    }

    [Rule("the original file holds the whole image, so it is kept for exemplars without a box alone")]
    private static ConfigProblem? OriginalsAreWhole(Experiment experiment) =>
        experiment.Memory.ForegroundCodec.Format != PixelFormat.Original || experiment.Mask.Form == StoredForm.Whole
            ? null
            : ConfigProblem.At("memory.foregroundCodec", $"{experiment.Memory.ForegroundCodec}", $"Set mask.kind=full-images, or use webp-lossless, png, jpeg:95 or webp:90.");

    [Rule("boxes must be renewed at least once while a phase is trained: after its first epoch and before its last one")]
    private static ConfigProblem? MaskIsRefreshed(Experiment experiment)
    {
        var epochs = Math.Min(experiment.Training.FirstPhase.Epochs, experiment.Training.LaterPhases.Epochs);
        // A stage of one or two epochs has no place for a refresh; any stage takes an interval of 1.
        return Hold(experiment.Training, experiment.Mask) && experiment.Mask.EpochsBetweenRefreshes is > 1 and var interval && interval + 2 > epochs
            ? ConfigProblem.At("mask.refreshInterval", $"{interval}", $"The shortest phase trains for {epochs} {(epochs == 1 ? "epoch" : "epochs")}: use mask.refreshInterval={Math.Max(1, epochs - 2)} or less.")
            : null;
    }

    [Rule("the oracle keeps the true boxes of objects, so the dataset must know them")]
    private static ConfigProblem? TrueBoxesAreKnown(Experiment experiment) => experiment.Data.KnowsTrueBoxes || !experiment.Mask.NeedsTrueBoxes
        ? null
        : ConfigProblem.At("mask.kind", $"{experiment.Mask.GetSchema().Kind}", $"data.kind={experiment.Data.GetSchema().Kind} knows none: choose another mask, or a dataset such as shapes.");

    [Rule("weights whose first layer is made one for ImageNet's normalisation get images of that normalisation")]
    private static ConfigProblem? NormalizationFitsTheWeights(Experiment experiment) =>
        experiment.Network.Pretrained is not { File.Length: > 0, Pixels: PretrainedPixels.Folded } || experiment.Data.Normalization == InputNormalization.ImageNet
            ? null
            : ConfigProblem.At("data.normalization", $"{experiment.Data.Describe().First(setting => setting.Path == "normalization").Value}", $"Use imageNet, or say with network.pretrained.pixels=asTrained that the file's network was trained on these pixels.");

    [Rule("the network must leave the learner a feature map of at least 2 x 2")]
    private static ConfigProblem? NetworkFitsTheImages(Experiment experiment)
    {
        var network = experiment.Network;
        if (!Hold(experiment.Data, network) || experiment.Data.ImageSide / network.Stride >= SmallestMap)
            return null;
        return network is ResNetConfig resNet
            ? ConfigProblem.At(
                "network.stageBlocks",
                $"{string.Join(",", resNet.StageBlocks)}",
                $"{resNet.StageBlocks.Count} stages shrink an image of {experiment.Data.ImageSide} pixels {network.Stride} times: use fewer stages, another stem, or images of at least {SmallestMap * network.Stride} pixels.")
            : ConfigProblem.At(
                "data.imageSide",
                $"{experiment.Data.ImageSide}",
                $"The network shrinks an image {network.Stride} times: use images of at least {SmallestMap * network.Stride} pixels, or a network that shrinks less.");
    }
}
