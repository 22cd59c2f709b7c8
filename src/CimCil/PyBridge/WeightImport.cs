using CimCil.Foundation;
using CimCil.Networks;
using TorchSharp;
using static TorchSharp.torch.nn;

namespace CimCil.PyBridge;

/// <summary>
/// Loads weights of other programs into a network: finds the state dictionary, takes prefixes off, maps names, compares shapes,
/// and changes nothing before everything has been read and verified.
/// </summary>
public static class WeightImport
{
    private static readonly string[] ClassifierNames = ["fc", "fe_fc", "oldfc", "head", "classifier"];
    private const string CounterSuffix = ".num_batches_tracked";
    private const string VarianceSuffix = ".running_var";
    private static readonly string[] RationalSuffixes = [".numerator", ".denominator"];

    /// <summary>Loads a file of any supported format.</summary>
    /// <returns>What was loaded and what was not.</returns>
    /// <exception cref="CheckpointException">The file is damaged, or does not fit under the options; the network is as it was.</exception>
    public static WeightReport Load(Module module, string path, WeightImportOptions? options = null)
    {
        using var file = CheckpointFile.Open(path);
        return Load(module, file, options);
    }

    /// <summary>Loads an open file.</summary>
    /// <returns>What was loaded and what was not.</returns>
    /// <exception cref="CheckpointException">The file is damaged, or does not fit under the options; the network is as it was.</exception>
    public static WeightReport Load(Module module, CheckpointFile file, WeightImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(file);
        options ??= new WeightImportOptions();
        using var scope = torch.NewDisposeScope();
        var network = module.state_dict();
        TensorBytes.RequireAlive(network.Select(entry => (entry.Key, entry.Value)));
        // First: where the graph is another one, so are its weights, and that is no reason.
        var remarks = GraphRemarks(module, file, options);
        var (report, pairs) = Compare(network, file, options);
        Check(report, network, file, options);
        report = report with { Adapted = [.. report.Adapted, .. remarks] };
        foreach (var pair in pairs.Where(pair => RationalActivation.IsScale(pair.Name, network)))
            CheckScale(file.Path, pair);
        FirstFailure.Of(() => Parallel.ForEach(pairs, pair => CheckFinite(file.Path, pair)));
        if (module is ResNet)
        {
            foreach (var pair in pairs.Where(pair => pair.Name.EndsWith(VarianceSuffix, StringComparison.Ordinal)))
                CheckVariance(file.Path, pair);
        }
        WeightCopy.Run(file, pairs);
        // Coefficients that come without a scale are of an activation whose scale is 1.
        var matched = report.Matched.ToHashSet(StringComparer.Ordinal);
        using var gradients = torch.no_grad();
        foreach (var scale in report.Missing.Where(name => RationalActivation.IsScale(name, network) && matched.Contains(RationalActivation.NumeratorOf(name))))
            network[scale].fill_(1);
        return report;
    }

    /// <summary>What <see cref="Load(Module, CheckpointFile, WeightImportOptions?)"/> would do; nothing is read or changed.</summary>
    /// <exception cref="CheckpointException">The file has no weight for the network at all.</exception>
    public static WeightReport Preview(Module module, CheckpointFile file, WeightImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(file);
        using var scope = torch.NewDisposeScope();
        return Compare(module.state_dict(), file, options ?? new WeightImportOptions()).Report;
    }

    private static (WeightReport Report, List<WeightPair> Pairs) Compare(Dictionary<string, torch.Tensor> network, CheckpointFile file, WeightImportOptions options)
    {
        var wanted = network.Keys.Where(name => !IsSkipped(name, options)).ToList();
        var match = WeightMatch.Best(file, options.Key, wanted, options.Prefix);
        if (options.Skip.FirstOrDefault(name => !network.ContainsKey(name) && !match.ByName.ContainsKey(name) && file.Tensors.All(tensor => tensor.Name != name)) is { } unknown)
            throw new CheckpointException($"skip names '{NameList.Shorten(unknown)}', which neither the network nor {file.Path} has: the network has {NameList.Of(network.Keys)}. Correct the name, or leave it out.");
        List<string> missing = [], mismatched = [], adapted = [];
        List<WeightPair> pairs = [];
        foreach (var name in wanted)
        {
            if (!match.ByName.TryGetValue(name, out var source))
                missing.Add(name);
            else if (options.OneChannel == OneChannelWeights.Spread && IsOneChannelOf(network[name], source))
            {
                adapted.Add($"{name}: one channel over three");
                pairs.Add(new WeightPair(name, source, network[name]));
            }
            else if (!IsCounterOf(name, network[name], source) && Mismatch(network[name], source) is { } difference && !(options.Classifier == ClassifierWeights.Resize && IsClassifier(name) && CanResize(network[name], source)))
                mismatched.Add($"{name}: {difference}");
            else
                pairs.Add(new WeightPair(name, source, network[name]));
        }
        var report = new WeightReport
        {
            Path = file.Path,
            Key = match.Key,
            Prefix = match.Prefix,
            NameMap = match.NameMap,
            Matched = [.. pairs.Select(pair => pair.Name)],
            Skipped = [.. network.Keys.Where(name => IsSkipped(name, options))],
            Missing = missing,
            Unexpected = [.. match.ByName.Where(entry => !network.ContainsKey(entry.Key) && !IsSkipped(entry.Key, options) && !IsSkipped(entry.Value.Name, options)).Select(entry => entry.Value.Name)],
            Mismatched = mismatched,
            Adapted = [.. file.Adapted, .. adapted],
        };
        return (report, pairs);
    }

    private static void Check(WeightReport report, Dictionary<string, torch.Tensor> network, CheckpointFile file, WeightImportOptions options)
    {
        if (report.Mismatched.Count > 0 && (options.Mismatched == MismatchedWeights.Refuse || report.Matched.Count == 0))
        {
            var allow = report.Matched.Count == 0 ? "" : $", or {options.HowToAllow ?? "skip these weights"}";
            throw new CheckpointException($"{report.Path} does not fit the network: {NameList.Of(report.Mismatched)}. Choose the network that the file was made for{allow}.");
        }
        List<string> refused = options.Missing switch
        {
            MissingWeights.Keep => [],
            // A scale of 1 is not in files.
            MissingWeights.Refuse => [.. report.Missing.Where(name => !RationalActivation.IsScale(name, network))],
            _ => [.. report.Missing.Where(name => !RationalActivation.IsScale(name, network) && !IsOptional(name))],
        };
        if (refused.Count > 0)
            throw new CheckpointException($"{report.Path} lacks weights of the network: {NameList.Of(refused)}. Choose a file that has them, or {options.HowToAllow ?? "allow missing weights to keep their start values"}.");
        List<string> extra = options.Unexpected switch
        {
            UnexpectedWeights.Report => [],
            UnexpectedWeights.Refuse => [.. report.Unexpected],
            _ =>
            [
                .. report.Unexpected.Where(name =>
                    name.StartsWith(report.Prefix, StringComparison.Ordinal) && !IsClassifier(name[report.Prefix.Length..]) && !file.OutsideBackbone.Contains(name)),
            ],
        };
        if (extra.Count > 0)
            throw new CheckpointException($"{report.Path} has weights that the network has not: {NameList.Of(extra)}. Choose the network that the file was made for, or {options.HowToAllow ?? "skip these weights, or load without strict"}.");
    }

    /// <summary>Weights mean what the operations around them make of them: those of a graph that computes something else would give other features.</summary>
    private static string[] GraphRemarks(Module module, CheckpointFile file, WeightImportOptions options)
    {
        if (file.Format != CheckpointFormat.Onnx)
            return [];
        if (module is not ResNet && !module.modules().Any(part => part is ResNet))
            return ["graph: whether it computes what the network does is not known here"];
        if (file.GraphDifference.Length == 0)
            return [];
        return options.Mismatched == MismatchedWeights.Keep
            ? [$"graph: {file.GraphDifference}"]
            : throw new CheckpointException($"{file.Path} computes something else than the network: {file.GraphDifference}. Its weights would give other features. Choose the file of a residual network of basic blocks, or {options.HowToAllow ?? "keep what does not match"}.");
    }

    /// <summary>A number that is none would make every output of the network none, phases later.</summary>
    private static void CheckFinite(string path, WeightPair pair)
    {
        if (!torch.is_floating_point(pair.Target) || pair.Source.Storage.Type.Scalar is not { } type || !torch.is_floating_point(type))
            return;
        using var scope = torch.NewDisposeScope();
        var finite = pair.Source.Read().isfinite();
        if (!finite.all().ToBoolean())
            throw new CheckpointException($"{path} holds numbers that are not finite: {(finite.numel() - finite.sum().ToInt64())} of {finite.numel()} values of {NameList.Shorten(pair.Source.Name)}. Weights are finite numbers; the training that wrote them has diverged, or the file is damaged. Take another checkpoint.");
    }

    /// <summary>The root of a variance below zero is no number, and so would every output be.</summary>
    private static void CheckVariance(string path, WeightPair pair)
    {
        using var scope = torch.NewDisposeScope();
        if (pair.Source.Read().lt(0).any().ToBoolean())
            throw new CheckpointException($"{path} is damaged: {NameList.Shorten(pair.Source.Name)} has values below 0, and a variance has none. Copy or download it again.");
    }

    private static void CheckScale(string path, WeightPair pair)
    {
        using var value = pair.Source.Read();
        var scale = value.ToDouble();
        if (!(scale > 0) || !double.IsFinite(scale))
            throw new CheckpointException($"{path} is damaged: {NameList.Shorten(pair.Source.Name)} is {scale}, and the input scale of a rational activation is a positive number. Copy or download it again.");
    }

    /// <summary>Whether a weight is one that an imported backbone cannot bring: a rational activation's, or a batch counter.</summary>
    internal static bool IsOptional(string name) => IsOfRational(name) || name.EndsWith(CounterSuffix, StringComparison.Ordinal);

    /// <summary>Whether a weight is a rational activation's.</summary>
    internal static bool IsOfRational(string name) => RationalSuffixes.Any(suffix => name.EndsWith(suffix, StringComparison.Ordinal));

    private static bool IsSkipped(string name, WeightImportOptions options) =>
        options.Skip.Contains(name) || options.Classifier == ClassifierWeights.Skip && IsClassifier(name);

    private static bool IsClassifier(string name) => ClassifierNames.Contains(name.Split('.')[0]);

    /// <summary>Whether a convolution of the file differs only in that it sees one channel where the network's sees three.</summary>
    private static bool IsOneChannelOf(torch.Tensor target, CheckpointTensor source) =>
        source.Shape is [var filters, 1, var height, var width] && target.shape is [var targetFilters, 3, var targetHeight, var targetWidth]
        && (filters, height, width) == (targetFilters, targetHeight, targetWidth) && source.Storage.Type.Scalar is { } scalar && Kind(scalar) == Kind(target.dtype);

    /// <summary>Whether a batch counter was turned into a fraction together with the weights, as in half precision.</summary>
    private static bool IsCounterOf(string name, torch.Tensor target, CheckpointTensor source) =>
        name.EndsWith(CounterSuffix, StringComparison.Ordinal) && source.Shape.Count == 0 && target.shape.Length == 0
        && source.Storage.Type.Scalar is { } scalar && torch.is_floating_point(scalar);

    private static string? Mismatch(torch.Tensor target, CheckpointTensor source)
    {
        if (!source.Shape.SequenceEqual(target.shape))
            return $"file [{string.Join(", ", source.Shape)}], network [{string.Join(", ", target.shape)}]";
        var type = source.Storage.Type;
        if (type.Scalar is not { } scalar || Kind(scalar) != Kind(target.dtype))
            return $"file {type.TorchName}, network {ElementTypes.ByScalar(target.dtype)?.TorchName ?? target.dtype.ToString()}";
        return null;
    }

    /// <summary>Precision may change on loading, as in PyTorch; a number never becomes another kind of number.</summary>
    private static int Kind(torch.ScalarType type) => torch.is_floating_point(type) ? 0 : torch.is_complex(type) ? 1 : type == torch.ScalarType.Bool ? 2 : 3;

    private static bool CanResize(torch.Tensor target, CheckpointTensor source) =>
        source.Shape.Count == target.shape.Length && source.Storage.Type.Scalar is { } scalar && Kind(scalar) == Kind(target.dtype);
}
