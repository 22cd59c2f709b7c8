using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CimCil.Data;
using CimCil.Networks;
using CimCil.Onnx.Messages;
using CimCil.PyBridge;
using Google.Protobuf;
using HeatmapAlignment = CimCil.Configuration.HeatmapAlignment;

namespace CimCil.Onnx;

/// <summary>Metadata in the key-value list of an ONNX file, numbers in the invariant culture.</summary>
internal static class ModelMetadata
{
    /// <summary>The version of this list of keys.</summary>
    public const string Format = "2";

    /// <summary>The version of models whose input is BGR, which readers of the first list would take for RGB.</summary>
    private const string FormatWithOrder = "3";

    /// <summary>Starts every key of ours.</summary>
    public const string Prefix = "cimcil.";

    /// <summary>The names of <see cref="ActivationPath"/>, in its order.</summary>
    private static readonly string[] HeatmapPaths = ["relu", "rational", "rational-in-last-stage"];

    private const string AlignmentKey = "heatmap_alignment";

    /// <summary>The names of <see cref="HeatmapAlignment"/>, in its order.</summary>
    private static readonly string[] HeatmapAlignments = ["asEnlarged", "centred"];

    private const string HashKey = Prefix + "content_hash";

    /// <summary>Puts the metadata into a model, and at last the hash of everything else.</summary>
    public static void Write(ModelProto model, MaskModelInfo info, ModelPrecision precision)
    {
        void Add(string key, string value) => model.MetadataProps.Add(new StringStringEntryProto { Key = Prefix + key, Value = value });

        var isRgb = info.Normalization.Order == ChannelOrder.Rgb;
        Add("format", isRgb ? Format : FormatWithOrder);
        Add("class_names", ListText(info.ClassNames));
        Add("image_side", Text(info.ImageSide));
        Add("test_resize", Text(info.TestResize));
        Add("mean", Text(info.Normalization.Mean));
        Add("deviation", Text(info.Normalization.Deviation));
        if (!isRgb)
            Add("channel_order", "bgr");
        Add("heatmap_input", "squash");
        Add("features_input", "resize-centre-crop");
        Add("threshold", Text(info.Threshold));
        Add("compression_ratio", Text(info.Ratios.Background));
        Add("foreground_ratio", Text(info.Ratios.Foreground));
        Add("heatmap_path", HeatmapPaths[(int)info.HeatmapPath]);
        if (info.HeatmapAlignment != HeatmapAlignment.AsEnlarged)
            Add(AlignmentKey, HeatmapAlignments[(int)info.HeatmapAlignment]);
        Add("precision", precision == ModelPrecision.Float16 ? "float16" : "float32");
        Add("network", info.Network);
        Add("experiment", info.Experiment);
        Add("seed", Text(info.Seed));
        Add("phase", Text(info.Phase));
        Add("fingerprint", info.Fingerprint);
        model.MetadataProps.Add(new StringStringEntryProto { Key = HashKey, Value = HashOf(model) });
    }

    /// <summary>Reads the metadata of a model and checks its hash.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <exception cref="CheckpointException">A key is missing or holds what it must not, or the content does not fit the hash.</exception>
    public static (MaskModelInfo Info, string Hash) Read(ModelProto model, string path)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in model.MetadataProps)
        {
            if (!values.TryAdd(entry.Key, entry.Value))
                throw new CheckpointException($"{path} has the metadata key {entry.Key} twice: it is not as CimCil wrote it. Export the model again.");
        }
        var reader = new MetadataReader(values, path);
        if (!values.ContainsKey(Prefix + "format"))
            throw new CheckpointException($"{path} is an ONNX model but no mask model: it has no {Prefix}format in its metadata. Make one with 'cimcil export RUN'.");
        var hasOrder = reader.Choice("format", Format, FormatWithOrder) == 1;
        var info = new MaskModelInfo
        {
            ClassNames = reader.Names("class_names"),
            ImageSide = reader.Whole("image_side", 8, 4096),
            TestResize = reader.Whole("test_resize", 8, 4096),
            Normalization = new Normalization(reader.Channels("mean"), reader.Channels("deviation")) { Order = hasOrder ? (ChannelOrder)reader.Choice("channel_order", "rgb", "bgr") : ChannelOrder.Rgb },
            Threshold = reader.Number("threshold", 0, 1),
            Ratios = new CompressionRatios(reader.Number("compression_ratio", 1, 1024), reader.Number("foreground_ratio", 1, 1024)),
            HeatmapPath = (ActivationPath)reader.Choice("heatmap_path", HeatmapPaths),
            HeatmapAlignment = values.ContainsKey(Prefix + AlignmentKey) ? (HeatmapAlignment)reader.Choice(AlignmentKey, HeatmapAlignments) : HeatmapAlignment.AsEnlarged,
            Network = reader.Text("network"),
            Experiment = reader.Text("experiment"),
            Seed = reader.Whole("seed", 0, int.MaxValue),
            Phase = reader.Whole("phase", 0, int.MaxValue),
            Fingerprint = reader.Text("fingerprint"),
        };
        reader.Choice("heatmap_input", "squash");
        reader.Choice("features_input", "resize-centre-crop");
        reader.Choice("precision", "float32", "float16");
        if (info.TestResize < info.ImageSide)
            throw reader.Wrong("test_resize", $"at least image_side, {info.ImageSide}");
        var hash = reader.Text("content_hash");
        if (!string.Equals(hash, HashOf(model), StringComparison.OrdinalIgnoreCase))
            throw new CheckpointException($"{path} is not as it was exported: its content does not fit the hash in its metadata. It was changed or damaged on the way; copy or export it again.");
        return (info, hash);
    }

    /// <summary>SHA-256 of the model without the hash itself, in hexadecimal.</summary>
    private static string HashOf(ModelProto model)
    {
        var bare = model.Clone();
        for (var i = bare.MetadataProps.Count - 1; i >= 0; i--)
        {
            if (bare.MetadataProps[i].Key == HashKey)
                bare.MetadataProps.RemoveAt(i);
        }
        return Convert.ToHexStringLower(SHA256.HashData(bare.ToByteArray()));
    }

    private static string ListText(IEnumerable<string> names)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartArray();
            foreach (var name in names)
                json.WriteStringValue(name);
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Text((float Red, float Green, float Blue) channels) =>
        string.Create(CultureInfo.InvariantCulture, $"{channels.Red:R},{channels.Green:R},{channels.Blue:R}");
}
