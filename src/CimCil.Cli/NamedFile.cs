using CimCil.Foundation;

namespace CimCil.Cli;

/// <summary>A file that a user named, or that of the folder that was named instead: a run folder will do wherever one of its files is asked for.</summary>
internal static class NamedFile
{
    private const string WeightsFolder = "weights";

    /// <summary>The exemplar store: the file itself, or <c>memory.db</c> of a folder.</summary>
    /// <exception cref="ConfigurationException">The folder holds no store.</exception>
    public static string OfMemory(string typed)
    {
        if (!Directory.Exists(typed))
            return typed;
        var store = Path.Combine(typed, "memory.db");
        return File.Exists(store)
            ? store
            : throw new ConfigurationException($"{typed} is a folder without a memory.db: an exemplar store is a file, which a run writes when its first phase ends. Name the file, or a run folder that has one.");
    }

    /// <summary>A file of weights: the file itself, or the only one of a folder or of its folder <c>weights</c>.</summary>
    /// <exception cref="ConfigurationException">The folder holds none, or several.</exception>
    public static string OfWeights(string typed)
    {
        if (!Directory.Exists(typed))
            return typed;
        var inner = Path.Combine(typed, WeightsFolder);
        var folder = Directory.Exists(inner) ? inner : typed;
        // A sharded file is named by its index.
        return Only(typed, Files(folder, ".index.json") is { Length: > 0 } indices ? indices : Files(folder, ".safetensors", ".pth", ".pt", ".bin", ".onnx"), "weights")
            ?? throw new ConfigurationException($"{typed} is a folder without weights: a run writes them into its folder {WeightsFolder} when a phase ends. Name a file, or a run folder that has some.");
    }

    /// <summary>A mask model: the file itself, or the only ONNX file of a folder.</summary>
    /// <exception cref="ConfigurationException">The folder holds none, or several.</exception>
    public static string OfModel(string typed) => !Directory.Exists(typed)
        ? typed
        : Only(typed, Files(typed, ".onnx"), "a model")
            ?? throw new ConfigurationException($"{typed} is a folder without an ONNX file: --model names a mask model, which is written by 'cimcil export {TypedPath.Of(typed)} --out {TypedPath.Of(Path.Combine(typed, "mask.onnx"))}'.");

    private static string[] Files(string folder, params string[] endings) =>
        [.. Directory.GetFiles(folder).Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase))).Order(StringComparer.Ordinal)];

    private static string? Only(string typed, string[] files, string what) => files switch
    {
        [] => null,
        [var only] => only,
        _ => throw new ConfigurationException($"{typed} is a folder with {files.Length} files that may be {what}. Name one of them:\n{string.Join('\n', files.Select(file => $"  {file}"))}"),
    };
}
