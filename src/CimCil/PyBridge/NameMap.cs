using System.Globalization;
using System.Text.RegularExpressions;

namespace CimCil.PyBridge;

/// <summary>
/// How another library's parameter names of a residual network become ours. Ours are the names of the paper's reference
/// implementation: <c>conv1</c>, <c>bn1</c>, <c>layer_1_1.conv1</c>, ..., <c>layer_2_1.downsample.0</c>.
/// </summary>
public sealed partial class NameMap
{
    private readonly Func<string, string> _toOurs;
    private readonly Func<string, string> _fromOurs;

    private NameMap(string library, Func<string, string> toOurs, Func<string, string> fromOurs)
    {
        Library = library;
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

    /// <summary>The maps that an import tries, in this order.</summary>
    public static IReadOnlyList<NameMap> All { get; } = [Reference, TorchVision];

    /// <summary>Whose names they are.</summary>
    public string Library { get; }

    /// <summary>Our name for a name of the library; a name that the map does not know stays.</summary>
    public string ToOurs(string name) => _toOurs(name);

    /// <summary>The library's name for one of ours; a name that the map does not know stays.</summary>
    public string FromOurs(string name) => _fromOurs(name);

    /// <summary>The library's name.</summary>
    public override string ToString() => Library;

    private static string TorchVisionToOurs(string name) =>
        TorchVisionBlock().Match(name) is { Success: true } match && Number(match, 2) is { } block
            ? $"layer_{match.Groups[1].Value}_{block + 1}{name[match.Length..]}"
            : name;

    private static string OursToTorchVision(string name) =>
        OurBlock().Match(name) is { Success: true } match && Number(match, 2) is { } block and > 0
            ? $"layer{match.Groups[1].Value}.{block - 1}{name[match.Length..]}"
            : name;

    private static int? Number(Match match, int group) =>
        int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < int.MaxValue ? number : null;

    [GeneratedRegex(@"^layer([1-9])\.(0|[1-9][0-9]*)(?=\.)", RegexOptions.CultureInvariant)]
    private static partial Regex TorchVisionBlock();

    [GeneratedRegex(@"^layer_([1-9])_([1-9][0-9]*)(?=\.)", RegexOptions.CultureInvariant)]
    private static partial Regex OurBlock();
}
