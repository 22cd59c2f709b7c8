namespace CimCil.PyBridge;

/// <summary>What an import of weights does where the file and the network differ.</summary>
public sealed record WeightImportOptions
{
    /// <summary>Names of the network that keep their values, and of the file that are left out.</summary>
    public IReadOnlyCollection<string> Skip { get; init; } = [];

    /// <summary>Weights of the network that the file does not have.</summary>
    public MissingWeights Missing { get; init; } = MissingWeights.RefuseBackbone;

    /// <summary>Weights of the file that the network does not have.</summary>
    public UnexpectedWeights Unexpected { get; init; } = UnexpectedWeights.Report;

    /// <summary>Weights whose shape or kind of number differs between file and network.</summary>
    public MismatchedWeights Mismatched { get; init; } = MismatchedWeights.Refuse;

    /// <summary>The linear heads (<c>fc</c>, <c>fe_fc</c>, <c>oldfc</c>, <c>head</c>, <c>classifier</c>), whose size follows the classes.</summary>
    public ClassifierWeights Classifier { get; init; } = ClassifierWeights.Skip;

    /// <summary>The first convolution of a network for gray images, whose one channel meets three here.</summary>
    public OneChannelWeights OneChannel { get; init; } = OneChannelWeights.Spread;

    /// <summary>What stands before the names that are meant, such as <c>encoder_q.</c>, its dot included; others are left out. Null finds it.</summary>
    public string? Prefix { get; init; }

    /// <summary>The key of the state dictionary in a checkpoint that has several, such as <c>model</c> or <c>ema</c>; null finds it.</summary>
    public string? Key { get; init; }

    /// <summary>What an error says can be done to load such a file all the same; null says it in general.</summary>
    internal string? HowToAllow { get; init; }

    /// <summary>Every name and shape must fit: PyTorch's <c>strict=True</c>.</summary>
    public static WeightImportOptions Strict => new()
    {
        Missing = MissingWeights.Refuse,
        Unexpected = UnexpectedWeights.Refuse,
        Classifier = ClassifierWeights.Load,
        OneChannel = OneChannelWeights.Refuse,
    };

    /// <summary>What fits is loaded and the rest is reported: PyTorch's <c>strict=False</c>.</summary>
    public static WeightImportOptions Lenient => new()
    {
        Missing = MissingWeights.Keep,
        Classifier = ClassifierWeights.Load,
        OneChannel = OneChannelWeights.Refuse,
    };
}

/// <summary>Weights of the network that the file does not have.</summary>
public enum MissingWeights
{
    /// <summary>
    /// An error, save for what an imported backbone cannot bring: rational coefficients (they keep their fit to ReLU), batch counters
    /// (which old files lack) and the classifier where it is skipped.
    /// </summary>
    RefuseBackbone,

    /// <summary>An error.</summary>
    Refuse,

    /// <summary>They keep their values and are reported.</summary>
    Keep,
}

/// <summary>Weights of the file that the network does not have.</summary>
public enum UnexpectedWeights
{
    /// <summary>They are reported.</summary>
    Report,

    /// <summary>An error, save for classifiers and for what does not stand behind the prefix, such as a second encoder.</summary>
    RefuseBackbone,

    /// <summary>An error.</summary>
    Refuse,
}

/// <summary>Weights whose shape or kind of number differs between file and network.</summary>
public enum MismatchedWeights
{
    /// <summary>An error, as in PyTorch, whose <c>strict=False</c> allows none either.</summary>
    Refuse,

    /// <summary>Those of the network keep their values and are reported.</summary>
    Keep,
}

/// <summary>The first convolution of a network for gray images.</summary>
public enum OneChannelWeights
{
    /// <summary>A third of it goes to each of the three channels, so that gray images give what they gave.</summary>
    Spread,

    /// <summary>It does not fit, and that is an error.</summary>
    Refuse,
}

/// <summary>The linear heads.</summary>
public enum ClassifierWeights
{
    /// <summary>They keep their values; those of the file are not used.</summary>
    Skip,

    /// <summary>They take the rows and columns that file and network have in common, and keep the rest.</summary>
    Resize,

    /// <summary>They are loaded as all other weights, and must fit.</summary>
    Load,
}
