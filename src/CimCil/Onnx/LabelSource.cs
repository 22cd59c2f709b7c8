using CimCil.Foundation;

namespace CimCil.Onnx;

/// <summary>Where the classes of images come from.</summary>
/// <param name="Kind">The kind of source.</param>
/// <param name="File">The CSV file; null for the other kinds.</param>
internal sealed record LabelSource(LabelSourceKind Kind, string? File = null)
{
    /// <summary>Reads what users type: <c>folders</c>, <c>predicted</c>, or the path of a CSV file.</summary>
    /// <exception cref="ConfigurationException">It is none of these.</exception>
    public static LabelSource Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text switch
        {
            "folders" => new LabelSource(LabelSourceKind.Folders),
            "predicted" => new LabelSource(LabelSourceKind.Predicted),
            _ when text.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) => new LabelSource(LabelSourceKind.Csv, text),
            _ => throw new ConfigurationException($"--labels cannot be '{text}': it is folders (the folder of an image names its class), predicted (the model's own guess), or a CSV file with a line 'image,class' per image."),
        };
    }

    /// <summary>The source as it is typed.</summary>
    public override string ToString() => File ?? Kind.ToString().ToLowerInvariant();
}

/// <summary>The kinds of a <see cref="LabelSource"/>.</summary>
internal enum LabelSourceKind
{
    /// <summary>The folder that an image lies in has the name of its class.</summary>
    Folders,

    /// <summary>The class that the model predicts.</summary>
    Predicted,

    /// <summary>A file with a line per image: its path and its class.</summary>
    Csv,
}
