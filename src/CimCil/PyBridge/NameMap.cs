using System.Globalization;
using System.Text.RegularExpressions;

namespace CimCil.PyBridge;

/// <summary>
/// How another library's parameter names of a residual network become ours. Ours are the names of the paper's reference
/// implementation: <c>conv1</c>, <c>bn1</c>, <c>layer_1_1.conv1</c>, ..., <c>layer_2_1.downsample.0</c>. A branch of a network with
/// several (<c>branches.0.</c>, in older files <c>convnets.0.</c>) stays before the name.
/// </summary>
public sealed partial class NameMap
{
    private readonly Func<string, string> _toOurs;
    private readonly Func<string, string> _fromOurs;
    private readonly Func<string, bool>? _isSign;

    private NameMap(string library, Func<string, string> toOurs, Func<string, string> fromOurs, Func<string, bool>? isSign = null)
    {
        Library = library;
        _isSign = isSign;
        _toOurs = toOurs;
        _fromOurs = fromOurs;
    }

    /// <summary>Our own names, which are the reference implementation's.</summary>
    public static NameMap Reference { get; } = new("reference", name => name, name => name);

    /// <summary>
    /// torchvision's names, which timm's ResNets share: block b of stage s is <c>layer{s}.{b}</c>, counted from 0, where ours is
    /// <c>layer_{s}_{b+1}</c>. All other names are the same.
    /// </summary>
    public static NameMap TorchVision { get; } = new("torchvision and timm", TorchVisionToOurs, OursToTorchVision);

    /// <summary>
    /// The names of Hugging Face's transformers: <c>embedder.embedder.convolution</c> is the first convolution, and block b of stage s is
    /// <c>encoder.stages.{s-1}.layers.{b-1}</c>.
    /// </summary>
    public static NameMap Transformers { get; } = new("transformers", TransformersToOurs, OursToTransformers, name => TransformersBlock().IsMatch(name));

    /// <summary>The children of torchvision's network in a plain Sequential: <c>0</c> and <c>1</c> are the stem, <c>4</c> to <c>7</c> the stages, <c>9</c> the classifier.</summary>
    public static NameMap Sequential { get; } = new("a Sequential of torchvision's parts", SequentialToOurs, OursToSequential, name => SequentialBlock().IsMatch(name));

    /// <summary>The maps that an import tries, in this order.</summary>
    public static IReadOnlyList<NameMap> All { get; } = [Reference, TorchVision, Transformers, Sequential];

    /// <summary>Whose names they are.</summary>
    public string Library { get; }

    /// <summary>Our name for a name of the library; a name that the map does not know stays.</summary>
    public string ToOurs(string name) => BehindBranch(name, _toOurs);

    /// <summary>The library's name for one of ours; a name that the map does not know stays.</summary>
    public string FromOurs(string name) => BehindBranch(name, _fromOurs);

    /// <summary>The library's name.</summary>
    public override string ToString() => Library;

    /// <summary>The map that changes the most of some names; <see cref="Reference"/> where none changes any.</summary>
    internal static NameMap Of(IReadOnlyCollection<string> names) => All.Where(map => map.Fits(names)).MaxBy(map => names.Count(name => map.ToOurs(name) != name))!;

    /// <summary>
    /// Whether names may be the library's. Some of them could be anybody's, as <c>0.weight</c> and <c>classifier.1.weight</c>: they are
    /// the library's beside a residual block of it.
    /// </summary>
    internal bool Fits(IEnumerable<string> names) => _isSign is null || names.Any(name => _isSign(name[BranchOf(name).Length..]));

    /// <summary>The branch that a name begins with, such as <c>branches.0.</c>; empty where it begins with none.</summary>
    internal static string BranchOf(string name) => Branch().Match(name).Value;

    private static string BehindBranch(string name, Func<string, string> map)
    {
        var branch = BranchOf(name);
        return branch + map(name[branch.Length..]);
    }

    private static string TorchVisionToOurs(string name) =>
        TorchVisionBlock().Match(name) is { Success: true } match && Number(match, 2) is { } block
            ? $"layer_{match.Groups[1].Value}_{block + 1}{name[match.Length..]}"
            : name;

    private static string OursToTorchVision(string name) =>
        OurBlock().Match(name) is { Success: true } match && Number(match, 2) is { } block and > 0
            ? $"layer{match.Groups[1].Value}.{block - 1}{name[match.Length..]}"
            : name;

    private static string TransformersToOurs(string name)
    {
        if (TransformersStem().Match(name) is { Success: true } stem)
            return (stem.Groups[1].Value == "convolution" ? "conv1" : "bn1") + name[stem.Length..];
        if (TransformersBlock().Match(name) is { Success: true } match && Number(match, 1) is { } stage && Number(match, 2) is { } block)
        {
            var isConvolution = match.Groups[4].Value == "convolution";
            var part = Number(match, 3) is { } layer ? $"{(isConvolution ? "conv" : "bn")}{layer + 1}" : isConvolution ? "downsample.0" : "downsample.1";
            return $"layer_{stage + 1}_{block + 1}.{part}{name[match.Length..]}";
        }
        return name switch { "classifier.1.weight" => "fc.weight", "classifier.1.bias" => "fc.bias", _ => name };
    }

    private static string OursToTransformers(string name)
    {
        if (OurStem().Match(name) is { Success: true } stem)
            return $"embedder.embedder.{(stem.Groups[1].Value == "conv" ? "convolution" : "normalization")}{name[stem.Length..]}";
        if (OurBlockPart().Match(name) is { Success: true } match && Number(match, 1) is { } stage && Number(match, 2) is { } block)
        {
            var isShortcut = match.Groups[5].Success;
            var isConvolution = isShortcut ? match.Groups[5].Value == "0" : match.Groups[3].Value == "conv";
            var part = isShortcut ? "shortcut" : $"layer.{Number(match, 4) - 1}";
            return $"encoder.stages.{stage - 1}.layers.{block - 1}.{part}.{(isConvolution ? "convolution" : "normalization")}{name[match.Length..]}";
        }
        return name.StartsWith("fc.", StringComparison.Ordinal) ? $"classifier.1.{name[3..]}" : name;
    }

    private static string SequentialToOurs(string name)
    {
        if (SequentialBlock().Match(name) is { Success: true } match && Number(match, 1) is { } place && Number(match, 2) is { } block)
            return $"layer_{place - 3}_{block + 1}{name[match.Length..]}";
        return SequentialPart().Match(name) is { Success: true } part ? (part.ValueSpan[0] switch { '0' => "conv1", '1' => "bn1", _ => "fc" }) + name[1..] : name;
    }

    private static string OursToSequential(string name)
    {
        if (OurBlock().Match(name) is { Success: true } match && Number(match, 1) is { } stage and <= 4 && Number(match, 2) is { } block)
            return $"{stage + 3}.{block - 1}{name[match.Length..]}";
        return name.Split('.')[0] switch
        {
            "conv1" => $"0{name["conv1".Length..]}",
            "bn1" => $"1{name["bn1".Length..]}",
            "fc" => $"9{name["fc".Length..]}",
            _ => name,
        };
    }

    private static int? Number(Match match, int group) =>
        int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < int.MaxValue ? number : null;

    [GeneratedRegex(@"^(?:branches|convnets)\.[0-9]{1,5}\.", RegexOptions.CultureInvariant)]
    private static partial Regex Branch();

    [GeneratedRegex(@"^embedder\.embedder\.(convolution|normalization)(?=\.)", RegexOptions.CultureInvariant)]
    private static partial Regex TransformersStem();

    [GeneratedRegex(@"^encoder\.stages\.([0-8])\.layers\.(0|[1-9][0-9]*)\.(?:layer\.([0-9])|shortcut)\.(convolution|normalization)(?=\.)", RegexOptions.CultureInvariant)]
    private static partial Regex TransformersBlock();

    [GeneratedRegex(@"^(conv|bn)1(?=\.)", RegexOptions.CultureInvariant)]
    private static partial Regex OurStem();

    [GeneratedRegex(@"^layer_([1-9])_([1-9][0-9]*)\.(?:(conv|bn)([1-9])|downsample\.([01]))(?=\.)", RegexOptions.CultureInvariant)]
    private static partial Regex OurBlockPart();

    [GeneratedRegex(@"^([4-7])\.(0|[1-9][0-9]*)(?=\.(?:(?:conv|bn|ratl_)[1-9]|downsample\.[01])\.)", RegexOptions.CultureInvariant)]
    private static partial Regex SequentialBlock();

    [GeneratedRegex(@"^(?:0\.weight|1\.(?:weight|bias|running_mean|running_var|num_batches_tracked)|9\.(?:weight|bias))$", RegexOptions.CultureInvariant)]
    private static partial Regex SequentialPart();

    [GeneratedRegex(@"^layer([1-9])\.(0|[1-9][0-9]*)(?=\.)", RegexOptions.CultureInvariant)]
    private static partial Regex TorchVisionBlock();

    [GeneratedRegex(@"^layer_([1-9])_([1-9][0-9]*)(?=\.)", RegexOptions.CultureInvariant)]
    private static partial Regex OurBlock();
}
