namespace CimCil.Configuration;

/// <summary>
/// Weights that the backbone of phase 0 starts from: a file of PyTorch or safetensors with the reference's, torchvision's or timm's
/// names, or an ONNX file of a residual network under any. Its classifier is not used, and the rational activations keep their fit to ReLU unless the file has them.
/// </summary>
[ConfigSection]
public sealed partial record Weights : ConfigSection
{
    /// <summary>The file, of any supported format; empty for random weights.</summary>
    public string File { get; init; } = "";

    /// <summary>The SHA-256 that the file must have, as 64 hexadecimal digits; empty to take any.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>The key of the weights in a checkpoint with several parts, such as <c>model_ema</c>; empty to find it.</summary>
    public string Key { get; init; } = "";

    /// <summary>What stands before the names that are meant, such as <c>encoder_q</c> in a file with two encoders; empty to find it.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What is done about tensors that the backbone or the file alone has, or that have another shape in the file. Classifiers, batch counters and rational activations do not count.</summary>
    public UnmatchedWeights Unmatched { get; init; } = UnmatchedWeights.Refuse;

    /// <summary>Whether the first layer of a network that was trained on other pixels is made one for ours.</summary>
    public PretrainedPixels Pixels { get; init; } = PretrainedPixels.Folded;

    /// <summary>Random weights.</summary>
    public static Weights Random => new();

    /// <summary>A checkpoint that torch.save wrote, such as <c>resnet18.pth</c>.</summary>
    public static Weights PyTorch(string file, string sha256 = "") => new() { File = file, Sha256 = sha256 };

    /// <summary>A safetensors file, or the <c>.safetensors.index.json</c> of a sharded one.</summary>
    public static Weights SafeTensors(string file, string sha256 = "") => new() { File = file, Sha256 = sha256 };

    /// <summary>An ONNX file, such as <c>ResNet18.onnx</c> of the package Microsoft.ML.DnnImageFeaturizer.ResNet18.</summary>
    public static Weights Onnx(string file, string sha256 = "") => new() { File = file, Sha256 = sha256 };

    [Rule("a SHA-256 has 64 hexadecimal digits")]
    private static ConfigProblem? Sha256IsOne(Weights weights) => weights.Sha256.Length == 0 || (weights.Sha256.Length == 64 && weights.Sha256.All(char.IsAsciiHexDigit))
        ? null
        : ConfigProblem.At("sha256", $"'{weights.Sha256}'", $"Give the output of sha256sum for the file, or leave it empty.");

    [Rule("a SHA-256 pins a file, so there must be one")]
    private static ConfigProblem? PinHasAFile(Weights weights) => weights.Sha256.Length == 0 || weights.File.Length > 0
        ? null
        : ConfigProblem.At("file", $"empty", $"Name the file, or leave sha256 empty.");

    [Rule("a key or prefix is one of a file, so there must be one")]
    private static ConfigProblem? PartHasAFile(Weights weights) => (weights.Key.Length == 0 && weights.Prefix.Length == 0) || weights.File.Length > 0
        ? null
        : ConfigProblem.At("file", $"empty", $"Name the file, or leave key and prefix empty.");
}

/// <summary>What is done about the pixels that a network of a file was trained on.</summary>
public enum PretrainedPixels
{
    /// <summary>
    /// Where the file tells that they are others than RGB normalised by ImageNet's mean and deviation (CNTK's do), order, scale and mean go
    /// into the first layer, and the network takes those of <c>data.normalization=imageNet</c>.
    /// </summary>
    Folded,

    /// <summary>The first layer stays as it is, and <c>data.normalization</c> gives the network the pixels that it was trained on.</summary>
    AsTrained,
}

/// <summary>What is done about tensors that the backbone or the file alone has, or that have another shape in the file.</summary>
public enum UnmatchedWeights
{
    /// <summary>They are an error: the file was made for another network.</summary>
    Refuse,

    /// <summary>Those of the backbone keep their start values, those of the file are not used, and the run names both.</summary>
    Allow,
}
