using System.Text;

namespace CimCil.PyBridge;

/// <summary>What people name as a weights file though it is none: a folder, a Git LFS pointer, a web page. Each gets its own advice.</summary>
internal static class ForeignFile
{
    private const int LookedAt = 256;
    private const string PickleName = "data.pkl";

    /// <exception cref="CheckpointException">The file is empty, or one that stands in for the weights.</exception>
    public static void ThrowIfOne(ByteSource source)
    {
        if (source.Length == 0)
            throw new CheckpointException($"{source.Name} is empty. Copy or download it again.");
        Span<byte> start = stackalloc byte[(int)Math.Min(source.Length, LookedAt)];
        source.Read(0, start);
        if (!start.ContainsAnyExcept((byte)0))
            throw new CheckpointException($"{source.Name} begins with {start.Length} bytes of zero, as no file of weights does: space was made for it, and what belongs there did not come. Copy or download it again.");
        if (start.StartsWith("version https://git-lfs"u8))
            throw new CheckpointException($"{source.Name} is a Git LFS pointer, which stands for the weights and does not hold them. Get the file itself with 'git lfs pull', or download it from the page of the repository.");
        var text = Encoding.Latin1.GetString(start).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        if (text.StartsWith("<!doctype", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase))
            throw new CheckpointException($"{source.Name} is a web page and no weights file: a server has answered with a page, such as one that asks for a login or names an error. Open the address in a browser, and download the file itself.");
    }

    /// <summary>Says what a file is that a method for PyTorch's files was given, and what takes it.</summary>
    /// <param name="source">The file.</param>
    /// <param name="start">Its first bytes.</param>
    /// <param name="purpose">What was wanted of it.</param>
    public static CheckpointException NotPyTorch(ByteSource source, ReadOnlySpan<byte> start, FilePurpose purpose)
    {
        var kind = SafeTensors.IsOne(start) ? CheckpointFormat.SafeTensors : OnnxFile.IsOne(source, start) ? CheckpointFormat.Onnx : (CheckpointFormat?)null;
        if (kind is not { } known)
            return new($"{source.Name} is no PyTorch, safetensors or ONNX file: it begins with {Convert.ToHexString(start)}. Name a file of weights, or download it again.");
        return new(purpose == FilePurpose.OptimizerState
            ? $"{source.Name} is {NameOf(known)}, which holds tensors and no state of an optimizer: the state is what torch.save(optimizer.state_dict(), path) wrote. Name that file."
            : $"{source.Name} is {NameOf(known)}, and not what torch.save wrote: {(known == CheckpointFormat.SafeTensors ? "load it with load_safetensors, or with WeightImport.Load, which takes every format" : "load it with WeightImport.Load, which takes every format")}.");
    }

    /// <summary>The same for what a method for safetensors files was given; null where nothing is known of it.</summary>
    public static CheckpointException? NotSafeTensors(ByteSource source, ReadOnlySpan<byte> start)
    {
        if (ZipArchiveIndex.StartsLikeOne(start) || PyTorchLegacy.StartsLikeOne(start))
            return new($"{source.Name} is a PyTorch checkpoint and no safetensors file: load it with load_py, or with WeightImport.Load, which takes every format.");
        return OnnxFile.IsOne(source, start)
            ? new($"{source.Name} is an ONNX file and no safetensors file: load it with WeightImport.Load, which takes every format.")
            : null;
    }

    private static string NameOf(CheckpointFormat format) => format == CheckpointFormat.Onnx ? "an ONNX file" : "a safetensors file";

    /// <summary>Why a folder is no weights file, and how it becomes one.</summary>
    public static string ExplainFolder(string path)
    {
        var folder = Path.TrimEndingDirectorySeparator(path);
        var packed = Array.Find([folder, .. Directory.GetDirectories(folder, "*", new EnumerationOptions())], inner => File.Exists(Path.Combine(inner, PickleName)));
        return packed is null
            ? $"{path} is a folder: name the file of weights in it."
            : $"{path} is the folder of a PyTorch checkpoint that was unpacked: a checkpoint is one file, a zip archive. Download it again without unpacking it (some systems do this by themselves), or pack it: cd '{Path.GetDirectoryName(Path.GetFullPath(packed))}' && zip -0 -r '{Path.GetFileName(packed)}.pth' '{Path.GetFileName(packed)}'";
    }
}

/// <summary>What a file of PyTorch is opened for.</summary>
internal enum FilePurpose
{
    /// <summary>Its tensors.</summary>
    Weights,

    /// <summary>The state of an optimizer.</summary>
    OptimizerState,
}
